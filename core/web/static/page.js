"use strict";
// the one command of the page: acquire, and wait for the server's answer
const button = document.querySelector("[data-acquire]");
const output = document.querySelector("output");

async function answerTo(path) {
  for (;;) {
    const reply = await fetch(path);
    if (reply.status !== 202) return reply.json();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function acquire() {
  button.disabled = true;
  output.textContent = "acquiring …";
  const reply = await fetch("/api/acquire", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  });
  const sent = await reply.json();
  const answer = reply.ok ? await answerTo(sent.answer) : sent;
  if (answer.error) {
    output.textContent = answer.error;
    button.disabled = false;
  } else {
    location.reload();
  }
}

if (button) button.addEventListener("click", acquire);
