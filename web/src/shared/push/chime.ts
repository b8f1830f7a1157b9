const tones = [660, 880];
const toneSeconds = 0.14;

/** Two short tones; silence where the browser does not let a page sound yet. */
export async function playChime(): Promise<void> {
  const audio = new AudioContext();
  try {
    await audio.resume();
    const gain = audio.createGain();
    gain.gain.value = 0.08;
    gain.connect(audio.destination);
    for (const [index, frequency] of tones.entries()) {
      const tone = audio.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(gain);
      tone.start(audio.currentTime + index * toneSeconds);
      tone.stop(audio.currentTime + (index + 1) * toneSeconds);
    }
    await new Promise((done) => setTimeout(done, tones.length * toneSeconds * 1000 + 100));
  } finally {
    await audio.close();
  }
}
