using System.Buffers;
using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Takes a request's body apart into content blocks and a skeleton, and puts it together again byte for byte. Each turn of a
/// conversation sends all turns before it again: kept by their hashes, blocks are stored once.
/// </summary>
public static class RequestBlocks
{
    /// <summary>Stands for a block in a skeleton. JSON cannot contain it.</summary>
    public const byte Marker = 0;

    /// <summary>Takes a body apart: system prompt, tools and messages, each content block by itself.</summary>
    /// <param name="body">The body; blocks refer to its memory. What is no JSON object becomes one block.</param>
    public static SplitRequest Split(ReadOnlyMemory<byte> body)
    {
        var splitter = new Splitter(body);
        try
        {
            if (!body.Span.Contains(Marker) && splitter.TrySplit())
                return splitter.Result;
        }
        catch (JsonException)
        {
            // Kept whole.
        }
        return new SplitRequest(new byte[] { Marker }, [new RequestBlock(RequestBlockKind.Whole, -1, body)]);
    }

    /// <summary>Puts a body together.</summary>
    /// <param name="skeleton">The skeleton that <see cref="Split"/> gave.</param>
    /// <param name="blocks">Contents of its blocks, in order.</param>
    /// <exception cref="ArgumentException">The number of blocks is not that of the skeleton's markers.</exception>
    public static byte[] Join(ReadOnlySpan<byte> skeleton, IReadOnlyList<ReadOnlyMemory<byte>> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (skeleton.Count(Marker) != blocks.Count)
            throw new ArgumentException("The skeleton has another number of blocks.", nameof(blocks));
        var body = new byte[skeleton.Length - blocks.Count + blocks.Sum(block => block.Length)];
        var at = 0;
        foreach (var block in blocks)
        {
            var marker = skeleton.IndexOf(Marker);
            skeleton[..marker].CopyTo(body.AsSpan(at));
            block.Span.CopyTo(body.AsSpan(at + marker));
            at += marker + block.Length;
            skeleton = skeleton[(marker + 1)..];
        }
        skeleton.CopyTo(body.AsSpan(at));
        return body;
    }

    private sealed class Splitter(ReadOnlyMemory<byte> body)
    {
        private readonly ArrayBufferWriter<byte> _skeleton = new();
        private readonly List<RequestBlock> _blocks = [];
        private int _copied;

        public SplitRequest Result
        {
            get
            {
                _skeleton.Write(body.Span[_copied..]);
                return new SplitRequest(_skeleton.WrittenMemory, _blocks);
            }
        }

        public bool TrySplit()
        {
            var reader = new Utf8JsonReader(body.Span, StrictJson.Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            TakeRequest(ref reader, isBatched: false);
            return !reader.Read();
        }

        private void TakeRequest(ref Utf8JsonReader reader, bool isBatched)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                if (reader.IsText("system"u8))
                    TakeContent(ref reader, RequestBlockKind.System, -1);
                else if (reader.IsText("tools"u8))
                    TakeContent(ref reader, RequestBlockKind.Tool, -1);
                else if (reader.IsText("prompt"u8))
                    TakeContent(ref reader, RequestBlockKind.Message, 0);
                else if (reader.IsText("messages"u8))
                    TakeMessages(ref reader);
                else if (!isBatched && reader.IsText("requests"u8))
                    TakeBatch(ref reader);
                else
                    reader.Skip();
        }

        /// <summary>The requests of a batch, each as it would be alone.</summary>
        private void TakeBatch(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                return;
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                if (reader.TokenType != JsonTokenType.StartObject)
                    reader.Skip();
                else
                    while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    {
                        var isRequest = reader.IsText("params"u8);
                        reader.Read();
                        if (isRequest && reader.TokenType == JsonTokenType.StartObject)
                            TakeRequest(ref reader, isBatched: true);
                        else
                            reader.Skip();
                    }
        }

        private void TakeMessages(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                return;
            }
            for (var message = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; message++)
                if (reader.TokenType != JsonTokenType.StartObject)
                    reader.Skip();
                else
                    while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                        if (reader.IsText("content"u8))
                            TakeContent(ref reader, RequestBlockKind.Message, message);
                        else
                            reader.Skip();
        }

        /// <summary>A string is one block, an array a block for each element; other values stay in the skeleton.</summary>
        private void TakeContent(ref Utf8JsonReader reader, RequestBlockKind kind, int message)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                Take(ref reader, kind, message);
            else if (reader.TokenType == JsonTokenType.StartArray)
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    Take(ref reader, kind, message);
            else
                reader.Skip();
        }

        private void Take(ref Utf8JsonReader reader, RequestBlockKind kind, int message)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            _skeleton.Write(body.Span[_copied..start]);
            _skeleton.Write([Marker]);
            _blocks.Add(new RequestBlock(kind, message, body[start..end]));
            _copied = end;
        }
    }
}
