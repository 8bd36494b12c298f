"""What the font of the formulas is given for one line of text: small letters, raised primes, arrows on letters.

Unicode has small letters for one line of text, and the font has few of them. They are made of its own letters as those
stand in an index; so is g, of which Unicode has no small one, and the like, where a style asks for "subs".
"""
# mypy: ignore-errors
# The tables of a font have no types.

import sys

from fontTools.otlLib.builder import LigatureSubstBuilder, LookupBuilder, SingleSubstBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

from builder.derived import LOWERED
from purenn.notation.text import ARROW, SUPERSCRIPTS

SIZE, LOW, HIGH = 0.7, -190, 340  # of a small letter, and where it stands, in thousandths of an em
UNDER_ARROWS = "abwxyz"


def letter_font(font: TTFont) -> None:
    """Give a font its small letters and its arrows."""
    glyphs, small = font.getBestCmap(), in_an_index(font)
    lowered, raised = SingleSubstBuilder(font, None), SingleSubstBuilder(font, None)
    arrows = LigatureSubstBuilder(font, None)
    for shift, table in ((LOW, LOWERED), (HIGH, SUPERSCRIPTS)):
        for letter, written in table.items():
            plain = glyphs[ord("−" if letter == "-" else letter)]
            base = small.get(plain, plain)
            made = compose(font, f"{plain}.{shift}", font["hmtx"][base][0] * SIZE, (base, SIZE, 0, shift))
            if len(written) > 1:
                lowered.mapping[plain] = made
                continue
            for each in font["cmap"].tables:
                each.cmap[ord(written)] = made
    arrow = glyphs[ord(ARROW)]
    for base in (glyphs[ord(letter)] for letter in UNDER_ARROWS):
        aside, above = middle(font, base) - middle(font, arrow), max(0, font["glyf"][base].yMax - 480)
        parts = (base, 1, 0, 0), (arrow, 1, aside, above)
        arrows.ligatures[base, arrow] = compose(font, f"{base}.arrow", font["hmtx"][base][0], *parts)
    prime = glyphs[ord("′")]  # in a formula it is raised as any other superscript
    raised.mapping[prime] = compose(font, f"{prime}.{HIGH}", font["hmtx"][prime][0] * SIZE, (prime, SIZE, 0, HIGH))
    add_features(font["GSUB"].table, {"ccmp": [raised, arrows], "subs": [lowered]})


def in_an_index(font: TTFont) -> dict[str, str]:
    """Return which glyph stands for another in an index."""
    tables = [table for lookup in font["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
    return {base: others[0] for table in tables for base, others in getattr(table, "alternates", {}).items()}


def middle(font: TTFont, name: str) -> int:
    """Return the middle of a glyph."""
    return (font["glyf"][name].xMin + font["glyf"][name].xMax) // 2


def compose(font: TTFont, name: str, advance: float, *parts: tuple[str, float, int, int]) -> str:
    """Add a glyph made of others, each with its size and place; return its name."""
    made = Glyph()
    made.numberOfContours, made.components = -1, []
    for base, size, x, y in parts:
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags, part.transform = base, x, y, 0, [[size, 0], [0, size]]
        made.components.append(part)
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = made
    made.recalcBounds(font["glyf"])
    font["hmtx"][name] = round(advance), made.xMin
    return name


def add_features(gsub: otTables.GSUB, features: dict[str, list[LookupBuilder]]) -> None:
    """Add features to all text; formulas have their own script."""
    language = otTables.DefaultLangSys()
    language.LookupOrder, language.ReqFeatureIndex, language.FeatureIndex = None, 0xFFFF, []
    lookups = gsub.LookupList.Lookup
    for tag, built in features.items():
        record = otTables.FeatureRecord()
        record.FeatureTag, record.Feature = tag, otTables.Feature()
        record.Feature.FeatureParams = None
        record.Feature.LookupListIndex = list(range(len(lookups), len(lookups) + len(built)))
        lookups.extend(each.build() for each in built)
        language.FeatureIndex.append(len(gsub.FeatureList.FeatureRecord))
        gsub.FeatureList.FeatureRecord.append(record)
    for record in gsub.ScriptList.ScriptRecord:
        if record.ScriptTag != "math":
            record.Script.DefaultLangSys = language


if __name__ == "__main__":
    font = TTFont(sys.argv[1])
    letter_font(font)
    font.save(sys.argv[1])
