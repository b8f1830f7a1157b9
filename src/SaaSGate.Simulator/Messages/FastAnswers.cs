using SaaSGate.Simulator.Answers;
using SaaSGate.Simulator.Content;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>
/// Answers made once and sent as they are: for benchmarks, where the stub must cost little beside what is measured. One JSON message, and one stream
/// of <see cref="StreamDeltas"/> deltas; the same whatever is asked. Found by a search of bytes, without reading JSON.
/// </summary>
internal sealed class FastAnswers
{
    public const int StreamDeltas = 100;
    private readonly byte[] _json;
    private readonly byte[] _stream;
    private readonly int[] _ends;

    public FastAnswers(ThinkingSeal seal)
    {
        var seed = Seed.Of(new byte[32]);
        var words = Prose.Words(seed, StreamDeltas);
        var request = new MessageRequest { Model = "claude-sonnet-4-5-20250929", MaxTokens = 1024, UserText = "", InputTokens = 100 };
        var answer = new Answer([new TextBlock(string.Concat(words), words)], "end_turn");
        _json = MessageJson.Write(request, answer, seed.Id("msg_01"), seal).Written.ToArray();
        (_stream, _ends) = Stream(request, answer, seed.Id("msg_01"), seal, words);
    }

    /// <summary>Whether the body asks for a fast answer: <c>[[sim: fast]]</c>, or <c>[[sim: fast flush]]</c> to flush each delta.</summary>
    public static bool Asked(ReadOnlySpan<byte> body) => body.IndexOf("[[sim: fast"u8) >= 0;

    public async Task SendAsync(Exchange exchange)
    {
        var body = exchange.Body.Span;
        var flush = body.IndexOf("[[sim: fast flush]]"u8) >= 0;
        if (body.IndexOf("\"stream\":true"u8) < 0 && body.IndexOf("\"stream\": true"u8) < 0)
            await exchange.JsonAsync(_json);
        else if (flush)
            await EachAsync(exchange);
        else
            await AtOnceAsync(exchange);
    }

    private async Task AtOnceAsync(Exchange exchange)
    {
        exchange.Http.Response.ContentType = "text/event-stream; charset=utf-8";
        await exchange.Http.Response.BodyWriter.WriteAsync(_stream, exchange.Aborted);
    }

    private async Task EachAsync(Exchange exchange)
    {
        exchange.Http.Response.ContentType = "text/event-stream; charset=utf-8";
        var from = 0;
        foreach (var end in _ends)
        {
            await exchange.Http.Response.BodyWriter.WriteAsync(_stream.AsMemory(from, end - from), exchange.Aborted);
            from = end;
        }
    }

    private static (byte[] Stream, int[] Ends) Stream(MessageRequest request, Answer answer, string id, ThinkingSeal seal, string[] words)
    {
        var (events, all, ends) = (new EventWriter(crlf: false), new MemoryStream(), new List<int>());
        Add(events.MessageStart(request, id));
        Add(events.BlockStart(0, answer.Blocks[0], seal));
        Add(events.Ping());
        foreach (var word in words)
            Add(events.Delta(0, "text_delta"u8, "text"u8, word));
        Add(events.BlockStop(0));
        Add(events.MessageDelta(request, answer));
        Add(events.MessageStop());
        return (all.ToArray(), [.. ends]);

        void Add(ReadOnlyMemory<byte> bytes)
        {
            all.Write(bytes.Span);
            ends.Add((int)all.Length);
        }
    }
}
