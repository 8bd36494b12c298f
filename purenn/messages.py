"""What an error message says of a value that does not do: the value in short, where it stands, and the likely cure."""


def brief(value: object) -> str:
    """Return value as an error message shows it: its repr in one line, cut to 40 characters."""
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # a whole number of more digits than Python prints
        return "a number too long to print"
    return text if len(text) <= 40 else text[:37] + "..."


def cure(value: object, of_number: str = "") -> str:
    """Return how to make a list of rows, or of numbers, of what is none, as the end of a message."""
    if isinstance(value, float | int):
        return of_number
    return "; .tolist() makes one of it" if hasattr(value, "tolist") else ""


def no_number(function: str, matrices: dict[str, list[list[float]]]) -> ValueError:
    """Return the error that names the first entry of some matrices that no float can hold."""
    for name, matrix in matrices.items():
        for i, entries in enumerate(matrix):
            for j, entry in enumerate(entries):
                try:
                    float(0.0 + entry)
                except (TypeError, OverflowError):
                    return ValueError(f"{function}: {name}[{i}][{j}] is {brief(entry)}, expected a number")
    return ValueError(f"{function}: found what does not give a number")
