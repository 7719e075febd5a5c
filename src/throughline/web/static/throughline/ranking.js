// Buttons that move an item up or down, quicker than choosing its place. The places stay what is sent.
const list = document.getElementById("ranking");
const said = document.getElementById("ranking-said");
const rows = [...list.querySelectorAll("[data-item]")];
const chooser = (row) => row.querySelector("select");
const placed = () =>
  rows.filter((row) => chooser(row).value).sort((a, b) => Number(chooser(a).value) - Number(chooser(b).value));

// Up: one place earlier, or into the first free place, or the last one where none is free. Down: one place later, or out.
function moved(order, row, up) {
  const at = order.indexOf(row);
  if (at < 0) {
    const kept = order.length < Number(list.dataset.places) ? order : order.slice(0, -1);
    return [...kept, row];
  }
  if (up && at > 0) [order[at - 1], order[at]] = [order[at], order[at - 1]];
  else if (!up && at < order.length - 1) [order[at], order[at + 1]] = [order[at + 1], order[at]];
  else if (!up) return order.slice(0, -1);
  return order;
}

function move(row, up, button) {
  const order = moved(placed(), row, up);
  for (const one of rows) chooser(one).value = order.includes(one) ? String(order.indexOf(one) + 1) : "";
  list.append(...order, ...rows.filter((one) => !order.includes(one)));
  show();
  (button.hidden ? row.querySelector("button") : button).focus();
  const pattern = order.includes(row) ? list.dataset.placed : list.dataset.out;
  said.textContent = pattern.replace("{item}", row.dataset.item).replace("{place}", String(order.indexOf(row) + 1));
}

// What has no place cannot move further down.
function show() {
  for (const row of rows) row.querySelector("[data-down]").hidden = !chooser(row).value;
}

function addButton(row, up) {
  const button = document.createElement("button");
  button.type = "button";
  button.toggleAttribute("data-down", !up);
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small tl-rank__move";
  const name = document.createElement("span");
  name.className = "nhsuk-u-visually-hidden";
  name.textContent = ` ${row.dataset.item}`;
  button.append(up ? list.dataset.up : list.dataset.down, name);
  button.addEventListener("click", () => move(row, up, button));
  row.append(button);
}

for (const row of rows) for (const up of [true, false]) addButton(row, up);
list.addEventListener("change", show);
window.addEventListener("pageshow", show);
