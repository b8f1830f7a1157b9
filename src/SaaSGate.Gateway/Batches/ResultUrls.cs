using System.Buffers;
using System.Text.Json;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Endpoints;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Batches;

/// <summary>
/// Makes addresses of results lead here. Claude's SDKs call them as they stand: with Claude's own address, a skill would send its key to Claude, and get
/// nothing.
/// </summary>
internal static class ResultUrls
{
    private static readonly JsonReaderOptions Depth = new() { MaxDepth = Inspector.MaxJsonDepth };

    /// <summary>The same JSON, in which each batch that has results has them here; the very memory where none has.</summary>
    /// <param name="json">A batch or a list of them, as it is masked: ids are never masked, addresses may be.</param>
    /// <param name="origin">Scheme and host of this gateway, as the skill reached it.</param>
    public static ReadOnlyMemory<byte> LeadHere(ReadOnlyMemory<byte> json, string origin)
    {
        var places = Find(json.Span);
        if (places.Count == 0)
            return json;
        var output = new ArrayBufferWriter<byte>(json.Length + (places.Count * 64));
        var from = 0;
        foreach (var (url, id) in places)
        {
            output.Write(json.Span[from..url.Start]);
            output.Write(JsonSerializer.SerializeToUtf8Bytes($"{origin}{EndpointTable.PathOf(id)}/results"));
            from = url.End;
        }
        output.Write(json.Span[from..]);
        return output.WrittenMemory;
    }

    private static List<((int Start, int End) Url, string Id)> Find(ReadOnlySpan<byte> json)
    {
        var found = new List<((int Start, int End) Url, string Id)>();
        var open = new Stack<(string? Id, (int Start, int End)? Url)>();
        var reader = new Utf8JsonReader(json, Depth);
        var name = "";
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push((null, null));
                        name = "";
                        break;
                    case JsonTokenType.PropertyName:
                        name = reader.GetString()!;
                        break;
                    case JsonTokenType.String when name == "id":
                        open.Push(open.Pop() with { Id = reader.GetString() });
                        break;
                    case JsonTokenType.String when name == "results_url":
                        open.Push(open.Pop() with { Url = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed) });
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        if (open.Pop() is ({ } id, { } url) && BatchId.Is(id))
                            found.Add((url, id));
                        name = "";
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return [];
        }
        found.Sort((one, other) => one.Url.Start.CompareTo(other.Url.Start));
        return found;
    }
}
