using System.Text;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>The terminal, and what of it may go into a file: figures, never words of a corpus.</summary>
internal sealed class Output(TextWriter terminal)
{
    private readonly StringBuilder _file = new();

    public void Title(string text) => Lines([$"# {text}", ""]);

    public void Heading(string text) => Lines([$"## {text}", ""]);

    public void Paragraph(string text) => Lines([text, ""]);

    public void Table(TextTable table) => Lines([.. table.Lines(), ""]);

    /// <summary>Words of a corpus.</summary>
    public void OnlyHere(string line) => terminal.WriteLine(line);

    public void Save(string path) => File.WriteAllText(path, _file.ToString().TrimEnd() + "\n");

    private void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            terminal.WriteLine(line);
            _file.Append(line).Append('\n');
        }
    }
}
