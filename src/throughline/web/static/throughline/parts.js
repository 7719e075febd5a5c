// Selecting words fills in the sentences of the next free row. Without this script the numbers are typed.
const words = document.querySelector("[data-parts]");
const said = document.getElementById("part-filled");
const rows = [...document.querySelectorAll("[data-part]")];

// The sentences that the selection touches, or nothing where it is elsewhere or empty.
function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return [];
  const range = selection.getRangeAt(0);
  if (!words.contains(range.commonAncestorContainer)) return [];
  return [...words.querySelectorAll("[data-sentence]")].filter((one) => overlap(range, one));
}

// Whether some of a sentence's words are selected: touching its edge, or its number, is not enough.
function overlap(range, sentence) {
  const own = document.createRange();
  own.selectNodeContents(sentence);
  own.setStartAfter(sentence.firstElementChild);
  const beginsBefore = range.compareBoundaryPoints(Range.END_TO_START, own) < 0;
  return beginsBefore && range.compareBoundaryPoints(Range.START_TO_END, own) > 0;
}

function fill() {
  const touched = selected();
  const row = rows.find((one) => !one.querySelector("select").value);
  if (!touched.length || !row) return;
  const [from, to] = row.querySelectorAll("input");
  from.value = touched[0].dataset.sentence;
  to.value = touched.at(-1).dataset.sentence;
  said.textContent = said.dataset.said.replace("{first}", from.value).replace("{last}", to.value);
}

words.addEventListener("pointerup", () => setTimeout(fill));
words.addEventListener("keyup", fill);
