// Saves a file the page was given. Each is saved once, whatever is drawn again.
let last = 0;

export default function ({ data }) {
  if (!data || data.number === last) return;
  last = data.number;
  const bytes = Uint8Array.from(atob(data.data), (char) => char.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: data.kind }));
  link.download = data.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 30000);
}
