// Recording in the page, and sending recordings in pieces that survive a lost connection. Without this script the form
// below it sends a file in one go.
const PIECE = 1 << 20;
const AGAIN_AFTER = 3000;

const recorder = document.querySelector(".tl-recorder");
const form = document.querySelector("form[enctype]");
const said = recorder.querySelector("[role=status]");
const buttons = Object.fromEntries([...recorder.querySelectorAll("[data-do]")].map((one) => [one.dataset.do, one]));
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const say = (text) => (said.textContent = text);
const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// One piece. Answers where the next one begins; asks again for as long as there is no connection.
async function send(piece, at, last) {
  for (;;) {
    try {
      const answer = await fetch(`${recorder.dataset.pieces}?at=${at}${last ? "&last" : ""}`, {
        method: "POST", body: piece, headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" },
      });
      if (answer.status < 500) return { status: answer.status, ...(await answer.json()) };
    } catch { /* no connection */ }
    say(recorder.dataset.failed);
    await rest(AGAIN_AFTER);
  }
}

async function sendAll(blob, from = 0) {
  say(recorder.dataset.sending);
  let at = from;
  do {
    const end = Math.min(at + PIECE, blob.size);
    const answer = await send(blob.slice(at, end), at, end === blob.size);
    if (answer.problem) return say(answer.problem);
    at = answer.at;
    say(`${recorder.dataset.sending} ${Math.floor((100 * at) / blob.size)} %`);
    if (answer.status === 200 && end === blob.size) return location.reload();
    if (at > blob.size) return sendAll(blob);
  } while (at < blob.size);
  location.reload();
}

// A recording made here goes out while it is made, so that little is lost with the page.
async function record(film) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: film && { width: 640, height: 480 } });
  } catch {
    return say(recorder.dataset.refused);
  }
  const media = new MediaRecorder(stream, { audioBitsPerSecond: 48000, videoBitsPerSecond: 400000 });
  let waiting = new Blob();
  let over = false;
  let told = () => {};
  media.ondataavailable = (event) => { waiting = new Blob([waiting, event.data]); told(); };
  media.onstop = () => { over = true; stream.getTracks().forEach((track) => track.stop()); told(); };
  buttons.sound.hidden = buttons.film.hidden = true;
  buttons.stop.hidden = false;
  buttons.stop.onclick = () => { buttons.stop.disabled = true; say(recorder.dataset.sending); media.stop(); };
  buttons.stop.focus();
  form.hidden = true;
  say(recorder.dataset.going);
  media.start(4000);
  let at = 0;
  for (;;) {
    while (!waiting.size && !over) await new Promise((done) => (told = done));
    const piece = waiting.slice(0, PIECE);
    waiting = waiting.slice(PIECE);
    const last = over && !waiting.size;
    const answer = await send(piece, at, last);
    if (answer.problem) { media.state === "recording" && media.stop(); return say(answer.problem); }
    at += piece.size;
    if (last) return location.reload();
    if (!over) say(recorder.dataset.going);
  }
}

if (navigator.mediaDevices && window.MediaRecorder) {
  recorder.hidden = false;
  buttons.sound.onclick = () => record(false);
  buttons.film.onclick = () => record(true);
}

// A chosen file goes on where an earlier try stopped, if it is the same one.
form.addEventListener("submit", (event) => {
  const file = form.querySelector("[type=file]").files[0];
  if (!file || !file.size) return;
  event.preventDefault();
  recorder.hidden = false;
  buttons.sound.hidden = buttons.film.hidden = form.hidden = true;
  const known = `${file.size}:${file.lastModified}`;
  const before = localStorage.getItem(recorder.dataset.pieces);
  localStorage.setItem(recorder.dataset.pieces, known);
  sendAll(file, before === known ? Number(recorder.dataset.at || 0) : 0);
});
