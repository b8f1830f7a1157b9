using System.Text.Json;

namespace SaaSGate.Inspection.Json;

/// <summary>
/// Walks a body in Claude's format and tells where its text is. Everything is text that the format does not say is something
/// else, so fields that Claude adds later are read from their first day.
/// </summary>
internal abstract class BodyWalker
{
    /// <summary>Tokens that are read in search of the type beside some data. Nested data could have a body read over and over.</summary>
    private const int MostBesides = 1000;

    /// <summary>Where the walk stands.</summary>
    protected JsonPath Path { get; } = new();

    /// <summary>Walks a whole body.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public void Walk(ReadOnlySpan<byte> body)
    {
        // The walk before may have ended in the middle of a body that was no JSON.
        Path.Clear();
        var reader = new Utf8JsonReader(body, StrictJson.Options);
        reader.Read();
        Value(ref reader, body, free: false);
        if (reader.Read())
            throw new JsonException("There is more than one value.");
    }

    /// <summary>A string of text.</summary>
    /// <param name="body">The body.</param>
    /// <param name="start">Offset of its first byte behind the quote.</param>
    /// <param name="length">Bytes to the closing quote.</param>
    protected abstract void Text(ReadOnlySpan<byte> body, int start, int length);

    /// <summary>A number.</summary>
    protected abstract void Number(ReadOnlySpan<byte> body, int start, int length);

    /// <summary>A member's name.</summary>
    protected abstract void Name(ReadOnlySpan<byte> body, int start, int length);

    /// <summary>A string that is an id, or one of a few words.</summary>
    protected abstract void Id(ReadOnlySpan<byte> body, int start, int length);

    /// <summary>A credential.</summary>
    protected abstract void Secret(ReadOnlySpan<byte> body, int start, int length);

    /// <summary>Base64 of an image or a document.</summary>
    protected abstract void Binary(ReadOnlySpan<byte> body, int start, int length);

    /// <summary>Whether <see cref="Free"/> is wanted.</summary>
    protected virtual bool SeesFree => false;

    /// <summary>JSON of the skill's own making, as a whole; its parts follow.</summary>
    protected virtual void Free(ReadOnlySpan<byte> body, int start, int length)
    {
    }

    private void Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, bool free)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                Text(body, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                break;
            case JsonTokenType.Number:
                Number(body, (int)reader.TokenStartIndex, reader.ValueSpan.Length);
                break;
            case JsonTokenType.StartObject:
                Object(ref reader, body, free);
                break;
            case JsonTokenType.StartArray:
                for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    Path.PushElement(index);
                    Value(ref reader, body, free);
                    Path.Pop();
                }
                break;
            default:
                break;
        }
    }

    private void Object(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, bool free)
    {
        var opening = reader;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (start, length) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            var field = free ? Field.Free : Fields.Of(ref reader);
            Path.PushName(start, length, reader.ValueIsEscaped);
            Name(body, start, length);
            reader.Read();
            if (!free && field == Field.Free && SeesFree)
                TellFree(reader, body);
            if (reader.TokenType == JsonTokenType.String && field is not (Field.Text or Field.Free))
                Special(field, opening, body, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            else
                Value(ref reader, body, field == Field.Free);
            Path.Pop();
        }
    }

    private void TellFree(Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        Free(body, start, (int)reader.BytesConsumed - start);
    }

    private void Special(Field field, Utf8JsonReader opening, ReadOnlySpan<byte> body, int start, int length)
    {
        switch (field)
        {
            case Field.Id:
                Id(body, start, length);
                break;
            case Field.Secret:
                Secret(body, start, length);
                break;
            case Field.Data:
                Data(opening, body, start, length);
                break;
            default:
                break;
        }
    }

    /// <summary>The <c>type</c> beside the content says what it is; it may stand before or behind. Without one it is text.</summary>
    private void Data(Utf8JsonReader opening, ReadOnlySpan<byte> body, int start, int length)
    {
        for (var rest = MostBesides; opening.Read() && opening.TokenType == JsonTokenType.PropertyName;)
        {
            var isType = opening.IsText("type"u8);
            opening.Read();
            if (!isType)
            {
                if (!TryPass(ref opening, ref rest))
                    break;
                continue;
            }
            if (opening.TokenType != JsonTokenType.String)
                break;
            if (opening.IsText("base64"u8))
            {
                Binary(body, start, length);
                return;
            }
            if (opening.IsText("redacted_thinking"u8))
                return;
            break;
        }
        Text(body, start, length);
    }

    /// <summary>Goes over a value; false when that takes too many tokens.</summary>
    private static bool TryPass(ref Utf8JsonReader reader, ref int rest)
    {
        var depth = reader.CurrentDepth;
        while (--rest > 0)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) && reader.CurrentDepth == depth)
                return true;
            reader.Read();
        }
        return false;
    }
}
