using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>
/// How much a call says, a group's people apart: counted before anything of it is done. Attributes are looked for among attributes and values are compared with
/// values, so the work grows with the square of their number.
/// </summary>
internal sealed class ScimSize
{
    /// <summary>Attributes and values, each of which counts, of a call or of one attribute that has grown.</summary>
    public const int MostParts = 2000;

    /// <summary>Of a call, and of a resource.</summary>
    public const int MostCharacters = 128 * 1024;

    private int _parts, _characters, _copied;

    public static ScimException Exceeded() =>
        new(ScimProblems.TooLarge, $"A group's members apart, a call and a resource hold up to {MostParts} attributes and values and {MostCharacters} characters. Send less.");

    /// <summary>Counts a value under a name.</summary>
    /// <exception cref="ScimException">With it, it is too much.</exception>
    public void Add(string name, JsonNode? value)
    {
        Count(0, name.Length);
        Add(value);
    }

    /// <summary>Counts a value that is to stand in several places.</summary>
    /// <exception cref="ScimException">With it, too much is copied.</exception>
    public void Copy(JsonNode? value, int places)
    {
        if (places > 1 && (_copied = (int)Math.Min(int.MaxValue, _copied + ((value?.ToJsonString().Length ?? 0) + 1L) * places)) > MostCharacters)
            throw Exceeded();
    }

    private void Add(JsonNode? value)
    {
        Count(1, value is JsonValue said ? said.GetValueKind() == JsonValueKind.String ? said.GetValue<string>().Length : said.ToJsonString().Length : 0);
        if (value is JsonObject parts)
            foreach (var (name, part) in parts)
                Add(name, part);
        else if (value is JsonArray some)
            foreach (var one in some)
                Add(one);
    }

    private void Count(int parts, int characters)
    {
        // The call itself is no longer than 4 MB, so the sums stay far from overflowing.
        if ((_parts += parts) > MostParts || (_characters += characters) > MostCharacters)
            throw Exceeded();
    }
}
