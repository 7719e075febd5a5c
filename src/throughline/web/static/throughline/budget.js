// Says at once how much of the budget is used and left. Without this script “Add it up” does.
const line = document.getElementById("budget-used");
const form = line.closest("form") ?? document;
const limit = Number(line.dataset.limit);
const costs = JSON.parse(line.dataset.costs);

// Ticked options count with their cost, points with their number; what is not a whole number yet counts as none.
function used() {
  let sum = 0;
  for (const box of form.querySelectorAll("input[name=funds]:checked")) sum += costs[box.value] ?? 0;
  for (const points of form.querySelectorAll("input[name^=points-]")) {
    const typed = points.value.replace(/[£,\s]/g, "");
    if (/^[0-9]{1,15}$/.test(typed)) sum += Number(typed);
  }
  return sum;
}

function say() {
  const sum = used();
  const pattern = sum > limit ? line.dataset.over : line.dataset.left;
  const number = (n) => n.toLocaleString("en-GB");
  line.firstElementChild.textContent = pattern
    .replace("{used}", number(sum))
    .replace("{all}", number(limit))
    .replace("{rest}", number(Math.abs(limit - sum)));
}

form.addEventListener("input", say);
form.addEventListener("change", say);
window.addEventListener("pageshow", say);
document.querySelector("[data-add-up]")?.remove();
