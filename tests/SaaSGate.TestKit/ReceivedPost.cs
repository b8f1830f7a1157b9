using System.Text;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit;

/// <summary>A POST as it came.</summary>
/// <param name="Path">Where to.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
public sealed record ReceivedPost(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Its method, which is another than POST where a test asks for it.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The status that it was answered with.</summary>
    public int Answered { get; init; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body)!;
}
