"""The tutor's words: for each name of a mistake a question, what to do about it, and why; never a line of code.

The question comes first. It says where to look and not what stands there. What to do is the last hint; it may name the
pieces of the equation that differ, which say more than the general words.
"""

import math
import re
from itertools import chain
from typing import Any, NamedTuple

from purenn.explaining.worked import called, in_command
from purenn.notation.expression import Gradient, Node, Sum, Symbol
from purenn.notation.sizes import Layer, Size
from purenn.notation.symbols import CONTAINER, LABELS, axes, container
from purenn.notation.text import text
from purenn.notation.walks import children, is_operation, operation, walk
from purenn.tutor.answer import Answer, Call, Slip
from purenn.tutor.exercises import STEP, Exercise
from purenn.tutor.judgement import judges
from purenn.tutor.pieces import Pieces
from purenn.tutor.slips import ONE, M, book


class Words(NamedTuple):
    """What is said of a mistake."""

    ask: str
    do: str
    why: str


# Under a name, with exercises where a question can say more there: ? the question, > what to do, : why.
TABLE = """
indices swapped
  ? A matrix has one kind of thing along its rows and another along its columns. Say for each factor what its
    first index counts and what its second. Which of them does not fit?
  > Let each letter stand at the axis over which it runs.
  : The first index is the row, the second the column.
indices swapped: whole.step
  ? Say for each matrix that you multiply what its rows stand for and what its columns. Where do two things meet that
    do not belong together?
wrong letter
  ? A letter of the left side keeps its value while the sum runs. Follow each of them through your factors:
    where does another letter stand in its place?
  > Put the letter of the left side where it belongs; the sum's own letter is the only one that moves.
wrong axis
  ? Which letter is summed away? Compare it with the letters that the left side keeps.
  > Sum over the letter that the left side does not have, and keep the one that it has.
constant index
  ? One index stays the same, whichever entry is computed. Which one is it, and which letter should it follow?
  > Let the index that stands still follow the loop over its axis.
index shifted
  ? Which index is moved by one? Write down what it is in the first round of its loop, and in the last.
  > Take the index as the loop gives it.
  : Printed indices begin at 1 and Python's at 0: a loop that begins at 0 needs no −1, and one that begins at 1
    needs just one.
layer shifted
  ? Draw the units that the left side is connected with, layer by layer, and write each factor where it belongs.
    Which one lies a layer off?
  > Take every factor from the layer that the equation names.
layer shifted: whole.step
  ? Draw the units of three layers side by side, and write each matrix of your lines where it belongs. Which one lies a
    layer off?
no accumulation
  ? How many terms has the sum, and how many of them are still in it when the loop is over?
  > Add each term to what the sum holds already.
  : Where each term takes the place of the one before, the last is all that is left.
accumulator not reset
  ? What does your sum hold at the moment when the next entry begins?
  > Set the sum to its starting value anew for every entry: inside the loops over the entries, right before the
    loop that adds.
term in the wrong loop
  ? How often is each term added? Count the rounds of the loop in which it stands.
  > Take the term that counts once out of the loop that adds: put it before or after.
range short
  ? Write down every value that the index of each loop takes. Are the first and the last among them?
  > Let the loop run over all of them.
  : n things have the indices from 0 to n − 1, and a range of n gives just those.
range short: whole.step
  > The layers are counted from 1 to L.
  : A range leaves out the number at which it ends.
sign
  ? Say of each term whether it is added or taken away, and of each difference what is taken from what. Where is it the
    other way round?
  > Turn the sign round.
sign: update.weights, whole.step
  ? Along its gradient J grows. Which way is the step to go, and which way does yours?
  : The gradient points to where J grows, and J is to become smaller.
sign: output.dJ-dz-element
  ? Suppose the output is larger than the label. Would J grow or shrink if z grew? Which sign has the derivative
    then, and which has yours?
  : An output above its label is too large: J grows with z, and the derivative is positive.
sign: loss.dJ-da-element
  ? Suppose the label is 1. Would J grow or shrink if the output grew towards it? Which sign has the derivative
    then, and which has yours?
sign: forward.sigmoid
  ? Does the sigmoid rise or fall as z grows? And what do your lines do?
sign: loss.cross-entropy
  ? Which sign has the logarithm of a number between 0 and 1? Which is J to have?
  : A logarithm of a number below 1 is negative, and a cost is not.
sign: forward.sigmoid-prime
  ? Does the sigmoid rise or fall as z grows? Which sign has its derivative then?
  : The inner derivative, that of −z, is −1, and turns the other minus round.
1/m missing
  ? J is a mean over the datapoints. What becomes of that when J is differentiated?
  > Divide by m, the number of datapoints.
  : The factor 1/m of the mean stays when J is differentiated; your entries are m times too large.
1/m missing: loss.cross-entropy
  ? Each datapoint has a cost of its own. Is J their sum or their mean?
  > Divide the sum by m, the number of datapoints.
  : J is their mean, and yours is m times too large.
1/m missing: whole.step
  ? J is a mean over the datapoints. Where does the backward pass begin, and does it know there how many they
    are?
1/m twice
  ? J is a mean over the datapoints, so its derivatives carry a 1/m. At which layer does it come in, and does it
    come in again after that?
  > Leave the 1/m out here.
  : {given} holds it already, from the output layer.
1/m twice: whole.step
  > Leave out all but that of the output layer.
  : Every derivative that is made from that one holds it already.
1/m twice: loss.cross-entropy, loss.dJ-da-element, output.dJ-dz-element
  ? How often do your lines divide by the number of datapoints?
  > Leave out one of the two.
  : A mean divides by it once.
size factor
  ? Your entries and the true ones differ by a number of things: of units, or of datapoints. Is this a sum or a
    mean?
  > Take the sum as it is: neither divided nor multiplied.
size factor: update.weights
  : γ alone decides how long the step is.
factor
  ? Every entry is the same multiple of the true one. Divide one by the other: where does that number come in?
  > Leave the constant factor out.
factor: loss.dJ-da-element, output.dJ-dz-element
  ? Every entry is the same multiple of the true one. Which cost has such a factor in its derivative, and which
    cost is this?
  : A squared error has a 2 in its derivative; the cross-entropy has none.
factor: update.weights
  ? Your step and the true one go the same way. How many times as long is yours?
  > Leave the factor out.
  : γ alone decides how long the step is.
integer division
  ? What is left of 1/5 after your division, and of −1/5?
  > Divide with /.
  : The sign // rounds down to a whole number: 0.2 becomes 0, and −0.2 becomes −1.
extra factor
  ? Say in words what each factor stands for. Which of them has been taken into account before, or belongs to
    another equation?
  > Leave out the factor that the equation does not have.
extra factor: output.dJ-dz-element, whole.step
  ? The derivative of the cost and that of the sigmoid meet in this equation. What is left of them when they are
    multiplied out?
  : The derivative of the sigmoid cancels against the denominator in that of the cost.
missing factor
  ? Follow a change of the left side on its way to J, step by step. Each step gives a factor: which one has
    none?
  > Multiply by the factor of the step that is left out.
missing factor: update.weights
  ? How long is the step to be, and what decides that?
missing factor: loss.cross-entropy
  ? For which datapoints should each logarithm count? What switches it off for the others?
missing factor: forward.sigmoid-prime
  ? The derivative of the sigmoid is next to 0 far to the left and far to the right. What makes yours so on each side?
extra function
  ? What is done to the numbers last? Does that belong to this equation, or to the next?
  > Return the number as it is before the last function.
  : It comes in another equation.
at a instead of z
  ? The derivative of f depends on where it is taken. At which number does the forward pass apply f?
  > Take the derivative of f at the preactivation.
  : The forward pass applies f to z; its derivative belongs to the same point. The activation is what comes out.
at a instead of z: forward.sigmoid-prime
  ? Your product is that of the book for another number than z. Of which does it speak there: of what goes into
    the sigmoid, or of what comes out?
  : The known product speaks of the activation. Compute that from z first.
sigmoid only
  ? What you wrote holds for the sigmoid. One of the nets that it is tried on has tanh in its hidden layers.
    Which of the arguments knows the derivative in every case?
  > Take f_prime of the layer, at the preactivation.
  : a · (1 − a) is the derivative of the sigmoid alone; f_prime has that of whatever f the layer has.
sigmoid only: hidden.activation
  ? What you wrote holds for the sigmoid. One of the nets that it is tried on has tanh in its hidden layers. Which of
    the arguments knows the function in every case?
  > Take f of the layer.
  : Every layer has a function of its own, and f has all of them.
other symbol
  ? Say of each factor in words what it is: a weight, a preactivation, an activation, or a derivative, and with
    respect to what. Which one is another than the equation asks for?
  > Take the quantity that the equation names.
start value
  ? What does your sum hold before its first term is added?
  > Start the sum with what the equation has outside of it, or with 0.
term missing
  ? Say in words of what parts the left side is made. For which of them is there nothing in your lines?
  > Add the term that is left out.
term missing: forward.z-element, forward.Z
  ? What does a unit add up before its function is applied? Is all of it in your lines?
term missing: whole.step
  ? What is there to change in a step? Is all of it changed by your lines?
  > Change the weights and the biases, of every layer.
term missing: loss.cross-entropy
  ? What does a datapoint with the label 1 add to J in your lines, and what one with the label 0?
extra sum
  ? How many terms does your sum add up for one entry? How many of them depend on what stands on the left?
  > Sum only over the letters that the left side does not have.
missing sum
  ? Which letters stand on the right and not on the left? What has to become of each of them?
  > Add up over each letter that the left side does not have.
grouping
  ? What is done first, and to what? Put in every bracket, also those that Python does not need.
  > Write the equation down with every bracket in it, and compare it with your line, bracket by bracket.
grouping: update.weights
  ? What is multiplied by γ? Put in every bracket, also those that Python does not need.
grouping: hidden.dJ-dz-product, compact.dJ-dZ
  ? How many numbers go into one entry of your result, and how many should?
result transposed
  ? The numbers are right and lie the other way round. What do the rows of your result stand for, and what are
    they to stand for?
  > Exchange the two outer loops, or in a matrix product the factors, each transposed.
shape
  ? How many rows is the result to have, and how many numbers in each? Is every row a list, even if
    there is only one?
  > Build one row after the other, each a list of its own, and put them into one list.
  : That holds for a matrix of one row or one column as well.
shape: forward.sigmoid, forward.sigmoid-prime, loss.cross-entropy, hidden.naive-chain
  ? One number is asked for. What do you return, and how does one number come of it?
  > Return a number.
  : A list is none, even if it holds a single one.
shapes do not meet
  ? What is the shape of each matrix in that line, and which sizes have to agree for what is done there?
  > Write the shape below each matrix, and follow the sizes: what stands inside of a product meets and goes, what stands
    outside stays; sums and elementwise products take two matrices of one shape.
shared rows
  ? Write a number into one row of your result, and print the whole. What happened to the other rows?
  > Make a new row for each unit, one at a time.
  : Multiplying a list of rows repeats the same row; it makes no copies. What you write into one stands in all.
mutated
  ? Print what you were given, before the call and after it. Who might need the old numbers again?
  > Make new rows, and write into those.
  : Whoever called the function still has the old matrices in hand, and needs their numbers.
returned nothing
  ? What does your function hand back, and which of its lines says so?
  > End the function with a return of what it has built.
returned early
  ? A return ends the whole function. In which round of which loop is yours reached?
  > Put the return behind the loops, as far to the left as the first of them.
updated too early
  ? Which weights does the gradient of the previous layer need: those that made this forward pass, or newer
    ones?
  > Compute all gradients of the step before any weight or bias changes.
  : A gradient belongs to the weights with which its forward pass was made.
endless loop
  ? What has to become true for this to end, and which line works towards it?
  > Move the counter on in every round.
list arithmetic
  ? A matrix is a list of rows here, and a row a list of numbers. What stands on each side of the operator: a
    number, a row, or a matrix?
  > Go down to the numbers, row by row, or use the helpers of purenn.matrix.
  : A plus puts one list behind the other, and a product repeats a list; neither looks at the numbers.
index error
  ? How many are there of what this index counts, and up to which number does its loop run?
  > Let every loop run over the axis at which its index stands.
  : n things have the indices from 0 to n − 1.
layer error
  ? Which layers has this container, and for which one do you ask?
  > Ask only for layers that are there.
  : W, B, Z and the gradients have the layers 1 to L; A has layer 0 as well, the data.
name
  ? Where does this name get its value: among the arguments, in a line above this one, or in an import?
  > Write the names of the arguments as they stand in the first line, or give the name a value before.
applied twice
  ? How often is a function applied on the way from what you are given to what you return?
  > Apply the function once.
argument
  ? The function is the right one. Say in words what it is applied to. Is it that in the equation?
  > Apply the function to what the equation has in its brackets.
extra term
  ? Say in words what each term contributes. Which one has nothing to do with the left side?
  > Leave out the term that the equation does not have.
several
  ? More than one thing differs. Say in words what each factor and each term stands for, from left to right: at
    which one do you hesitate first?
  > Build the right side anew from the equation, a factor at a time, and check after each.
no pattern
  ? Your entries follow no single equation. Which part of your lines treats one entry otherwise than another?
  > Look for what changes from entry to entry and is no index: a condition, or a name that keeps what an earlier
    round left in it.
value
  ? Work out the number shown with a pencil, and print each part of it in your function. Which is the first to
    differ?
  > Compute one number by hand from the equation, and go back in your function to the first name that does not hold what
    you expect.
not sure
  ? Work out the number shown with a pencil, and print each part of it in your function. Which is the first to
    differ?
  > Compute one number by hand from the equation, and go back in your function to the first name that does not hold what
    you expect.
not sure: whole.step
  ? Take the first matrix that is off, from the last layer down. What is it made of, and which part of that is right?
  > Print each gradient of your step, from the last layer down, and compare it with the true one:
    `python3 -m purenn net{option}` prints those of {net}.
it stops
  ? Print what each name in that line holds, right before it stops. Which of them surprises you?
  > Go back from there, line by line, to the first that holds something else than you would say.
"""
CASES = """
1/m missing, rows of Y
  ? What has your length counted: the rows of Y, or its datapoints?
  > The datapoints are the columns of Y: take the length of a row.
  : Y has one row alone.
size factor, for m
  ? You divide by a number of things. What does it count, and what does m count?
  > Divide by m, the number of datapoints, and not by the number of {others}.
size factor, beside m
  > Leave that number out: m alone divides.
size factor, nothing to count
  ? Your entries and the true ones differ by a number of things. Is there anything in this equation that is counted?
  > Leave that number out.
sign, in the exponent
  > Turn the sign in the exponent round.
sign, of a difference
  > Exchange what stands before and after your minus.
  : The sigmoid rises everywhere, so its derivative is positive.
sign, of a term
  ? Say of each term whether it is added or taken away, and of each difference what is taken from what. Where is it the
    other way round?
  > Turn the sign before {term} round.
extra function, absolute
  ? Can this derivative be negative? Can yours?
  > Leave out the | |.
  : The sign tells which way J changes.
extra sum, by its letter
  > Leave out the sum over {letter}: keep the term with {letter} = {kept}.
  : The others have nothing to do with this entry.
no sum
  ? How many terms has the book's right side for one entry, and how many has yours?
  > Add up over {letter}: one term for each {thing}.
grouping, a sum too many
  > Take the elementwise product.
  : It pairs entry with entry, and adds nothing up.
no sum, elementwise
  ? How many terms has the book's right side for one entry, and how many has yours?
  > Take the matrix product: it adds up over {letter}.
  : The elementwise product adds nothing up.
indices swapped, in a product
  > {turn}
  : The columns of the left factor meet the rows of the right one.
shapes do not meet, a column
  ? How many columns has the product, and how many has the matrix of biases? What makes them equal in the equation?
  > Multiply {matrix} by a row of m ones first.
  : That sets its column down m times.
shape, one behind the other
  ? Your result has the rows of one matrix and then those of another. What does a plus do with two lists?
  > Add entry by entry, or with the helper of purenn.matrix.
  : A plus puts one list behind the other.
returned nothing, printed
  : A print shows a number, and hands nothing back.
name, of math
  > {name} comes from Python's module math: import it at the top of the file.
name, math
  > Import math at the top of the file.
name, m
  > m is no argument: count the columns of {given}.
name, of an argument
  > Python tells small letters from large ones: the argument is {given}.
"""
MARKS = "?>:"  # of the fields of Words, in their order
NOTHING = Words("", "", "")
UNSURE, STOPPED, MISFIT = "not sure", "it stops", "shapes do not meet"  # what is said where a name is not all
AXES = {"indices swapped", "wrong letter", "wrong axis", "constant index", "index shifted"}  # how a factor lies matters
RESULT = {"result transposed", "shape"}  # how the result lies matters
PIECES = AXES | {  # the pieces that differ say what to do
    "layer shifted", "other symbol", "at a instead of z", "sigmoid only", "argument", "missing factor", "extra factor",
    "term missing", "extra term", "extra function", "several", "grouping",
}  # fmt: skip
MINUS_Z = operation("negative", Symbol("z", "scalar"))


def table(lines: str) -> dict[tuple[str, str], Words]:
    """Return the words by name and exercise, "" for all; what an exercise leaves out it has from the general ones."""
    found: dict[tuple[str, str], Words] = {}
    for block in re.split(r"\n(?=\S)", lines.strip()):
        head, *paragraphs = re.split(r"\n  (?=[?>:] )", block)
        name, _, ids = head.partition(": ")
        said = {each[0]: " ".join(each[2:].split()) for each in paragraphs}
        general = found.get((name, ""), NOTHING)
        for id in ids.split(", "):
            found[name, id] = Words(*(said.get(mark, old) for mark, old in zip(MARKS, general, strict=True)))
    return found


WORDS = table(TABLE)
SPECIAL = {name: words for (name, _), words in table(CASES).items()}  # said in a case before the words of its name


def kind(answer: Answer) -> str:
    """Return under which name the words of an answer stand."""
    call = stopped(answer)
    if call and call.error == "ShapeError" and answer.mistake in (None, "shape"):
        return MISFIT
    return answer.mistake or {"error": STOPPED, "shape": "shape"}.get(call.problem if call else "", UNSURE)


def stopped(answer: Answer) -> Call | None:
    """Return the first call that went wrong."""
    return next((call for call in answer.calls if call.problem), None)


def special(answer: Answer) -> tuple[str, dict[str, str]]:
    """Return the case of a name that an answer is, "" for none, and what its words speak of."""
    name, slip, call = kind(answer), answer.slip or Slip(""), stopped(answer)
    code, says = " ".join(answer.source.split()), right_side(answer)
    in_book = [*chain.from_iterable(map(walk, sides(answer)))]
    match name:
        case "1/m missing" if "len(Y)" in code:
            return f"{name}, rows of Y", {}
        case "1/m twice":
            return "", {"given": held(answer.exercise, "dJ_dZ", "dJ_dA", "dJ_dW")}
        case "size factor" if M in in_book:
            others = "layers" if Symbol("L", "scalar") in slip.mine else "units"
            return f"{name}, {'for' if M in slip.book else 'beside'} m", {"others": others}
        case "size factor" if in_book and not sums(*in_book):
            return f"{name}, nothing to count", {}
        case "sign" if MINUS_Z in slip.book:
            return f"{name}, in the exponent", {}
        case "sign" if says and is_operation(says, "times") and any(map(ends_with_one, children(says))):
            return f"{name}, of a difference", {}
        case "sign" if len(slip.mine) == 1 and slip.mine == slip.book and answer.exercise.id != "update.weights":
            return f"{name}, of a term", {"term": text(slip.mine[0])}
        case "extra function" if slip.equation and is_operation(slip.equation.sides[1], "absolute"):
            return f"{name}, absolute", {}
        case "extra sum" if says and (letters := surplus(says, sides(answer)[0], answer)):
            return f"{name}, by its letter", letters
        case "constant index" | "missing sum" | "grouping" if (
            sums(*in_book) and not (slip.equation and sums(*walk(slip.equation)))
        ):
            axis = sums(*in_book)[0].axis
            thing = "datapoint" if axis.size.layer is None else f"unit of {named(axis.size.layer)}"
            case = "no sum, elementwise" if "hadamard(" in code else "no sum"
            return case, {"letter": axis.letter, "thing": thing}
        case "grouping" if in_book and not sums(*in_book) and slip.equation and sums(*walk(slip.equation)):
            return f"{name}, a sum too many", {}
        case "indices swapped" if "matmul(" in code and slip.book:
            matrices = [lies(each).partition(" has ")[0] for each in slip.book]
            case = f"{name}, in a product" if all(each and each in code for each in matrices) else ""
            return case, {"turn": " ".join(turned(each, f"transpose({each})" in code) for each in matrices)}
        case "shapes do not meet" if call and call.why.startswith("ShapeError: add") and "B[l]" in code:
            return f"{name}, a column", {"matrix": "B[l]"}
        case "shape" if call and len(set(map(len, filter(is_list, rows_of(call.found))))) > 1 and "+" in code:
            return f"{name}, one behind the other", {}
        case "returned nothing" if "print(" in code:
            return f"{name}, printed", {}
        case "name" if call and (found := re.search(r"name '(\w+)'", call.why)):
            return named_wrongly(found[1], answer)
    return "", {}


def named_wrongly(name: str, answer: Answer) -> tuple[str, dict[str, str]]:
    """Return the case of a name that is not known, and what its words speak of."""
    exercise = answer.exercise
    given = held(exercise, "Y", "dJ_dZ", "dJ_dA", "A", "Z")
    if name == "math":
        return "name, math", {}
    if hasattr(math, name):
        return "name, of math", {"name": name}
    if name == "m" and given:
        return "name, m", {"given": given}
    alike = next((each for each in exercise.parameters if each.lower() == name.lower()), "")
    return "name, of an argument" if alike else "", {"given": alike}


def held(exercise: Exercise, *names: str) -> str:
    """Return the first of some containers that an exercise gives, as it stands in code."""
    name = next((each for each in names if each in exercise.parameters), "")
    return name if name in ("", "Y") else f"{name}[{'L' if 'L' in exercise.parameters else 'l'}]"


def turned(matrix: str, transposed: bool) -> str:
    """Return what to do with a matrix that lies the wrong way in a product."""
    if transposed:
        return f"Take {matrix} into the product as it is, without a transpose."
    return f"Transpose {matrix} before the product."


def is_list(value: Any) -> bool:
    """Say whether something is a list."""
    return isinstance(value, list)


def rows_of(value: Any) -> list[Any]:
    """Return the rows of a result, or none if it is no list."""
    return value if isinstance(value, list) else []


def sides(answer: Answer) -> tuple[Node, ...]:
    """Return what the book has on the right for an entry of the result, in all its forms; of a whole step, nothing."""
    return book(answer.exercise).trees if answer.exercise.id != STEP else ()


def right_side(answer: Answer) -> Node | None:
    """Return what the function says of every entry, if it says one thing."""
    return answer.says[0].equation.sides[1] if len(answer.says) == 1 else None


def sums(*nodes: Node) -> list[Sum]:
    """Return the sums among some nodes."""
    return [each for each in nodes if isinstance(each, Sum)]


def ends_with_one(node: Node) -> bool:
    """Say whether a node takes 1 away."""
    return is_operation(node, "minus") and [*children(node)][1] == ONE


def surplus(says: Node, tree: Node, answer: Answer) -> dict[str, str]:
    """Return the letter of a sum that the book's equation has not, and the letter of the left side on that axis."""
    known = {each.axis.size for each in sums(*walk(tree))}
    for axis in (each.axis for each in sums(*walk(says)) if each.axis.size not in known):
        left = {0: "i", -1: "h"}.get(axis.size.layer.offset, "") if axis.size.layer else "j"
        if left in book(answer.exercise).letters and left != axis.letter:
            return {"letter": axis.letter, "kept": left}
    return {}


def words(answer: Answer) -> Words:
    """Return what is said of the mistake in an answer: in its case, in the exercise, or of the name."""
    name, (case, pieces) = kind(answer), special(answer)
    general = WORDS.get((name, answer.exercise.id)) or WORDS[name, ""]
    chosen = (mine or said for mine, said in zip(SPECIAL.get(case, NOTHING), general, strict=True))
    net = judges()[0].net
    return Words(*(said.format_map({"net": called(net), "option": in_command(net), **pieces}) for said in chosen))


def ask(answer: Answer) -> str:
    """Return the question that an answer puts to the learner."""
    return words(answer).ask


def how(answer: Answer, ascii: bool = False) -> str:
    """Return what to do, in words, with the pieces of the equation that differ where they are known."""
    name, said, slip = kind(answer), words(answer), answer.slip or Slip("")
    if SPECIAL.get(special(answer)[0], NOTHING).do:
        return f"{said.do} {said.why}".rstrip()
    lying = slip.book if name in AXES else filter(None, [result(answer)]) if name in RESULT else ()
    differs = Pieces(slip, sides(answer), right_side(answer), ascii).differ() if name in PIECES else ""
    return " ".join(filter(None, [*dict.fromkeys(map(lies, lying)), differs or said.do, said.why]))


def result(answer: Answer) -> Node | None:
    """Return the matrix that an exercise asks for, or None if it asks for a number or for all matrices."""
    match = CONTAINER.match(returns := answer.exercise.returns)
    return container(match[0], LABELS[returns[-2]]) if match and returns.endswith("]") else None


def lies(node: Node) -> str:
    """Return how the matrix lies that holds a symbol, or the derivative with respect to one; "" for other nodes."""
    inner = node.bottom if isinstance(node, Gradient) else node
    if not isinstance(inner, Symbol) or (letter := inner.letter.lower()) not in "wbzay":
        return ""
    name = "" if inner is node else "dJ_d"
    name += letter.upper() + (f"[{code(inner.layer)}]" if inner.layer else "")
    rows, columns = axes(letter, inner.layer)
    return f"{name} has {along('row', rows)} and {along('column', columns)}."


def along(line: str, size: Size) -> str:
    """Return how many rows or columns there are, by what they stand for."""
    if size.layer is None:
        return f"one {line}" if size.name == "1" else f"a {line} for each datapoint"
    return f"a {line} for each unit of {named(size.layer)}"


def code(layer: Layer) -> str:
    """Return a layer as it stands in the code, such as l + 1."""
    return re.sub(r"(?<=\w)([+-])", r" \1 ", str(layer))


def named(layer: Layer) -> str:
    """Return a layer in words."""
    match layer:
        case Layer("L", 0):
            return "the last layer"
        case Layer("L", -1):
            return "the layer before the last"
        case Layer("l", 1):
            return "the next layer"
        case Layer("l", -1):
            return "the previous layer"
    return f"layer {code(layer)}"
