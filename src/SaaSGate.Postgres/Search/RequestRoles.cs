using System.Text.Json;

namespace SaaSGate.Postgres.Search;

/// <summary>Which of a request's blocks are Claude's own words, sent again with the conversation.</summary>
internal static class RequestRoles
{
    private const byte Marker = 0;

    /// <summary>One value a block, in order; false where the request cannot be read.</summary>
    /// <param name="skeleton">The body with a marker for each block.</param>
    /// <param name="blocks">How many there are.</param>
    public static bool[] OfClaude(ReadOnlySpan<byte> skeleton, int blocks)
    {
        var of = new bool[blocks];
        if (blocks == 0)
            return of;
        var readable = skeleton.ToArray();
        readable.AsSpan().Replace(Marker, (byte)'0'); // a number stands where the block stood
        try
        {
            var reader = new Utf8JsonReader(readable, new() { MaxDepth = 256 });
            var (block, first, depth, claude) = (0, 0, -1, false);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 2)
                    (first, depth, claude) = (block, reader.CurrentDepth, false);
                else if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth && claude)
                    of.AsSpan(first, block - first).Fill(true);
                else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 3 && reader.ValueTextEquals("role"u8))
                    claude = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("assistant"u8);
                else if (reader.TokenType == JsonTokenType.Number && skeleton[(int)reader.TokenStartIndex] == Marker)
                    block++;
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            return new bool[blocks];
        }

        return of;
    }
}
