using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SaaSGate.Postgres.Search;

/// <summary>A text that grows in borrowed memory, and gives it back.</summary>
internal sealed class PooledText : IDisposable
{
    private char[] _characters = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<char> Memory => _characters.AsMemory(0, Length);

    public ReadOnlySpan<char> Span => _characters.AsSpan(0, Length);

    /// <summary>Adds the text that a JSON string stands for.</summary>
    /// <exception cref="InvalidOperationException">It is no string, or holds half of a surrogate pair.</exception>
    public void Append(JsonElement text)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(text));
        reader.Read();
        var most = Length + reader.ValueSpan.Length; // no byte becomes more than one unit
        if (most > _characters.Length)
        {
            var wider = ArrayPool<char>.Shared.Rent(Math.Max(most, _characters.Length * 2));
            Span.CopyTo(wider);
            GoOnWith(wider);
        }

        Length += reader.CopyString(_characters.AsSpan(Length));
    }

    public void Dispose()
    {
        Length = 0;
        GoOnWith([]);
    }

    /// <summary>Gives back what it had, and goes on with this.</summary>
    private void GoOnWith(char[] next)
    {
        if (_characters.Length > 0)
            ArrayPool<char>.Shared.Return(_characters);
        _characters = next;
    }
}
