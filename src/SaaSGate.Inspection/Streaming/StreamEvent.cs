using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Streaming;

/// <summary>What the data of an event says that the masker needs to know.</summary>
/// <param name="Kind">Kind of event.</param>
/// <param name="Index">Index of the content block; 0 where none is named.</param>
/// <param name="Part">What the piece of text continues.</param>
/// <param name="ValueStart">Offset in the data of the piece, behind its quote; 0 where there is none.</param>
/// <param name="ValueLength">Its length in bytes, to the closing quote.</param>
/// <param name="HasMore">Whether there are members beside the piece and what says where it belongs: each of them is whole in itself.</param>
/// <param name="PartName">Of <see cref="PartKind.Other"/>, the delta's type and the member that is text.</param>
internal readonly record struct StreamEvent(EventKind Kind, int Index, PartKind Part, int ValueStart, int ValueLength, bool HasMore, string? PartName)
{
    /// <summary>Reads the data of an event.</summary>
    /// <exception cref="JsonException">It is not JSON, or could be read in two ways.</exception>
    public static StreamEvent Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, StrictJson.Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            reader.Read();
            return default;
        }
        var (kind, index, part, seen, isIndexed, hasMore) = (EventKind.Unknown, 0, default(Piece), 0, true, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.IsText("type"u8))
            {
                Once(ref seen, 1);
                reader.Read();
                kind = reader.TokenType == JsonTokenType.String ? KindOf(ref reader) : EventKind.Unknown;
            }
            else if (reader.IsText("index"u8))
            {
                Once(ref seen, 2);
                reader.Read();
                isIndexed = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out index);
                reader.Skip();
            }
            else if (reader.IsText("delta"u8) || reader.IsText("content_block"u8))
            {
                Once(ref seen, 4);
                part = Piece.Read(ref reader);
            }
            else if (reader.IsText("completion"u8))
            {
                Once(ref seen, 4);
                reader.Read();
                part = new Piece { Kind = PartKind.Completion };
                part.Take(ref reader);
            }
            else
            {
                hasMore = true;
                reader.Skip();
            }
        reader.Read();
        if (!isIndexed && kind is EventKind.BlockStart or EventKind.BlockDelta or EventKind.BlockStop)
            throw new JsonException("The index of a block is no number.");
        if (kind == EventKind.BlockDelta && part is { Kind: PartKind.Whole, ObjectStart: > 0 } && UnknownDelta.Read(data[part.ObjectStart..]) is { } other)
            return new StreamEvent(kind, index, PartKind.Other, part.ObjectStart + other.Start, other.Length, HasMore: true, other.Name);
        if (kind is not (EventKind.BlockStart or EventKind.BlockDelta or EventKind.Completion) || (part.Kind == PartKind.Completion) != (kind == EventKind.Completion))
            part = default;
        return new StreamEvent(kind, index, part.Kind, part.Start, part.Length, hasMore || part.Members > 1, PartName: null);
    }

    private static EventKind KindOf(ref Utf8JsonReader type) => type.ValueSpan switch
    {
        [(byte)'c', ..] when type.IsText("content_block_delta"u8) => EventKind.BlockDelta,
        [(byte)'c', ..] when type.IsText("content_block_start"u8) => EventKind.BlockStart,
        [(byte)'c', ..] when type.IsText("content_block_stop"u8) => EventKind.BlockStop,
        [(byte)'c', ..] when type.IsText("completion"u8) => EventKind.Completion,
        [(byte)'m', ..] when type.IsText("message_start"u8) => EventKind.MessageStart,
        [(byte)'m', ..] when type.IsText("message_delta"u8) => EventKind.MessageDelta,
        [(byte)'m', ..] when type.IsText("message_stop"u8) => EventKind.MessageStop,
        [(byte)'p', ..] when type.IsText("ping"u8) => EventKind.Ping,
        [(byte)'e', ..] when type.IsText("error"u8) => EventKind.Error,
        _ => EventKind.Unknown,
    };

    private static void Once(ref int seen, int member)
    {
        if ((seen & member) != 0)
            throw new JsonException("A member stands twice.");
        seen |= member;
    }

    /// <summary>A <c>delta</c> or a <c>content_block</c>.</summary>
    private struct Piece
    {
        public PartKind Kind;
        public int Start, Length;

        /// <summary>Offset of the object.</summary>
        public int ObjectStart;

        /// <summary>Number of members but for <c>type</c>.</summary>
        public int Members;

        public static Piece Read(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return default;
            }
            Piece text = default, thinking = default, json = default, content = default;
            var (start, kind, seen, members) = ((int)reader.TokenStartIndex, PartKind.Whole, 0, -1);
            for (; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; members++)
                if (reader.IsText("type"u8))
                {
                    Once(ref seen, 1);
                    reader.Read();
                    kind = reader.TokenType == JsonTokenType.String ? KindOf(ref reader) : PartKind.Whole;
                }
                else if (reader.IsText("text"u8))
                {
                    text.TakeNext(ref reader, ref seen, 2);
                }
                else if (reader.IsText("thinking"u8))
                {
                    thinking.TakeNext(ref reader, ref seen, 4);
                }
                else if (reader.IsText("partial_json"u8))
                {
                    json.TakeNext(ref reader, ref seen, 8);
                }
                else if (reader.IsText("content"u8))
                {
                    content.TakeNext(ref reader, ref seen, 16);
                }
                else
                {
                    reader.Skip();
                }
            var part = kind switch
            {
                PartKind.Text => text,
                PartKind.Thinking => thinking,
                PartKind.Json => json,
                PartKind.Compaction => content,
                _ => default,
            };
            (part.ObjectStart, part.Members) = (start, (seen & 1) == 0 ? members + 1 : members);
            part.Kind = part.Start == 0 && kind != PartKind.Opaque ? PartKind.Whole : kind;
            return part;
        }

        /// <summary>Notes where a string stands; anything else is skipped.</summary>
        public void Take(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.String)
                (Start, Length) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            else
                reader.Skip();
        }

        private void TakeNext(ref Utf8JsonReader reader, ref int seen, int member)
        {
            Once(ref seen, member);
            reader.Read();
            Take(ref reader);
        }

        private static PartKind KindOf(ref Utf8JsonReader type) => type.ValueSpan switch
        {
            [(byte)'t', ..] when type.IsText("text_delta"u8) || type.IsText("text"u8) => PartKind.Text,
            [(byte)'t', ..] when type.IsText("thinking_delta"u8) || type.IsText("thinking"u8) => PartKind.Thinking,
            [(byte)'i', ..] when type.IsText("input_json_delta"u8) => PartKind.Json,
            [(byte)'c', ..] when type.IsText("compaction_delta"u8) || type.IsText("compaction"u8) => PartKind.Compaction,
            [(byte)'s', ..] when type.IsText("signature_delta"u8) => PartKind.Opaque,
            _ => PartKind.Whole,
        };
    }
}
