"""A small file of estimated numbers, and slips of the pen that make it one that is refused."""

SMALL = """
common_factor: 0.5
correlations:
  - {between: [left, right], value: 0.2}
parameters:
  left:
    code: P1
    meaning: a number that is good when high
    distribution: {family: normal, mean: 0, sd: 1}
    interval_90: [-1.645, 1.645]
    median: 0
    unit: share
    tier: 1
    grade: J
    better: higher
  right:
    code: P2
    meaning: a share that is good when low
    distribution: {family: beta, alpha: 2, beta: 2}
    interval_90: [0.1354, 0.8646]
    median: 0.5
    unit: share
    tier: 2
    grade: B
    better: lower
    evidence: [E17 from memory]
  constant:
    code: X1
    meaning: a number that is not drawn
    distribution: {family: fixed, value: 3, test_range: [1, 5]}
    unit: km
    tier: 3
    grade: J
"""

SLIPS = (
    ("tier: 1", "teir: 1", "E101", "tier"),
    ("family: normal", "family: triangle", "E111", "truncnorm"),
    ("family: normal, ", "", "E112", "an entry is missing: family"),
    ("family: normal", "family: truncnorm, low: 2, high: 1", "E204", "low (2) must be below high (1)"),
    ("sd: 1}", "sd: -1}", "E204", "-1 must be above 0"),
    ("common_factor: 0.5", "common_factor: 1.5", "E204", "1.5 must be below 1"),
    ("common_factor: 0.5", "common_factor: -1", "E204", "-1 must not be below 0"),
    ("    tier: 2\n", "    tier: 2\n    spike: 1.5\n", "E204", "1.5 must not be above 1"),
    ("mean: 0,", "mean: zero,", "E201", "expected a plain number, found 'zero'"),
    ("mean: 0,", "mean: .inf,", "E205", "expected a finite number, found '.inf'"),
    ("mean: 0,", "", "E112", "mean"),
    ("unit: km", "unit: 7", "E201", "expected text, found '7'"),
    ("[left, right]", "[left]", "E112", "entry 2 of the list is missing"),
    ("[left, right]", "[left, right, left]", "E201", "at most 2 entries are possible here, found 3"),
    ("[left, right]", "left", "E201", "expected a list, like [a, b], found 'left'"),
    ("{between: [left, right], value: 0.2}", "5", "E201", "expected keys and values, found '5'"),
    ("tier: 1", "tier: 4", "E111", "allowed: 1, 2, 3"),
    ("grade: J", "grade: Z", "E111", "derived"),
    ("code: P2", "code: P1", "E204", "codes used twice: P1"),
    ("[left, right]", "[left, wrong]", "E204", "wrong"),
    ("[left, right]", "[left, constant]", "E204", "constant"),
    ("    code: X1\n", "    code: X1\n    key: other\n", "E204", "its heading is its name"),
    ("value: 3,", "value: 9,", "E204", "outside its own test_range"),
    ("    code: X1\n", "    code: X1\n    spike: 0.5\n", "E204", "fixed number"),
    ("family: beta, alpha: 2, beta: 2", "family: dirichlet, concentrations: [1, 2]", "E204", "shares that sum to one"),
    ("family: beta, alpha: 2, beta: 2", "family: dirichlet, concentrations: [1]", "E201", "at least 2 entries"),
    ("    median: 0\n", "", "E204", "states its interval_90"),
    ("[E17 from memory]", "[Z9]", "E201", "'Z9' is not of the form ^[EF]"),
    ("  right:", "  left:", "E006", "left"),
    ("correlations:", "correlations: [", "E005", "YAML"),
    ("    code: P1\n", "    code: P1: x\n", "E005", "a second colon"),
    ("    code: P1\n", "   code: P1\n", "E005", "the indentation does not fit"),
    ("    code: P1\n", "    code P1\n", "E005", "a colon is missing there"),
    ("    code: P1\n", "    code: @P1\n", "E005", "starts no value"),
    ("unit: km", 'unit: "k\\m"', "E005", "a backslash"),
    ("[1, 5]}", "[1 5}", "E005", "a comma or the closing bracket is missing"),
)
"""What is written, what is written in its place, and then the code of the mistake and words of its sentence."""

LEFT = SMALL[SMALL.index("  left:") : SMALL.index("  right:")]
CONTRADICTION = SMALL.replace(
    "value: 0.2}\n",
    "value: -0.9}\n  - {between: [left, third], value: 0.9}\n  - {between: [right, third], value: 0.9}\n",
) + LEFT.replace("left", "third").replace("P1", "P3")
"""Three numbers that cannot move together as is said of every two of them."""
