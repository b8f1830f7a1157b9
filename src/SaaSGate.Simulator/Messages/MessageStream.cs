using SaaSGate.Simulator.Answers;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>Sends an answer as a stream of events, each flushed by itself.</summary>
internal sealed class MessageStream(Exchange exchange, MessageRequest request, Answer answer, Delivery delivery, ThinkingSeal seal, TimeProvider time)
{
    private readonly EventWriter _events = new(delivery.Crlf);
    private readonly Seed _cuts = exchange.Seed.For("cuts");
    private EventSink _sink = null!;
    private int _sent;

    public async Task RunAsync()
    {
        exchange.Http.Response.Headers.CacheControl = "no-cache";
        _sink = await EventSink.OpenAsync(exchange.Http, "text/event-stream; charset=utf-8", delivery.Gzip, delivery.Chunk);
        if (!await GoesWrongAsync() && await MessageAsync())
        {
            await _sink.WriteAsync(_events.MessageDelta(request, answer));
            await _sink.WriteAsync(_events.MessageStop());
        }

        await _sink.CompleteAsync();
    }

    /// <summary>False when it went wrong on the way.</summary>
    private async Task<bool> MessageAsync()
    {
        await _sink.WriteAsync(_events.MessageStart(request, exchange.Seed.Id("msg_01")));
        if (delivery.Unknown)
            await _sink.WriteAsync(_events.Unknown());
        foreach (var (index, block) in answer.Blocks.Index())
        {
            await _sink.WriteAsync(_events.BlockStart(index, block, seal));
            if (index == 0)
                await _sink.WriteAsync(_events.Ping());
            if (delivery.Unknown && index == 0 && !await SendAsync(_events.Delta(index, "future_delta"u8, "future"u8, "unknown")))
                return false;
            if (!await DeltasAsync(index, block))
                return false;
            await _sink.WriteAsync(_events.BlockStop(index));
        }

        return delivery.Fault is null || !await GoesWrongAsync(now: true);
    }

    private async Task<bool> DeltasAsync(int index, Block block)
    {
        switch (block)
        {
            case TextBlock text:
                foreach (var delta in text.Deltas ?? Deltas.OfText(text.Text, _cuts, delivery.Cut))
                {
                    if (!await SendAsync(_events.Delta(index, "text_delta"u8, "text"u8, delta)))
                        return false;
                }

                return true;
            case ThinkingBlock { Thinking: var thought }:
                foreach (var delta in Deltas.OfText(thought, _cuts, delivery.Cut))
                {
                    if (!await SendAsync(_events.Delta(index, "thinking_delta"u8, "thinking"u8, delta)))
                        return false;
                }

                return await SendAsync(_events.Delta(index, "signature_delta"u8, "signature"u8, seal.Sign(thought)));
            case ToolBlock tool:
                foreach (var delta in Deltas.OfJson(tool.Input, _cuts, delivery.Cut))
                {
                    if (!await SendAsync(_events.Delta(index, "input_json_delta"u8, "partial_json"u8, delta)))
                        return false;
                }

                return true;
            default:
                return true;
        }
    }

    /// <summary>Sends a delta, after its delay; false when it went wrong instead.</summary>
    private async Task<bool> SendAsync(ReadOnlyMemory<byte> delta)
    {
        if (_sent > 0 && await GoesWrongAsync())
            return false;
        if (delivery.Delay > TimeSpan.Zero)
            await Task.Delay(delivery.Delay, time, exchange.Aborted);
        await _sink.WriteAsync(delta);
        _sent++;
        if (delivery.PingEvery > 0 && _sent % delivery.PingEvery == 0)
            await _sink.WriteAsync(_events.Ping());
        return true;
    }

    private async Task<bool> GoesWrongAsync(bool now = false)
    {
        if (delivery.Fault is not { } fault || (!now && fault.After != _sent))
            return false;
        if (fault.Error is { } failure)
        {
            await _sink.WriteAsync(_events.Error(failure, exchange.RequestId));
            return true;
        }

        await _sink.FlushAsync();
        if (!fault.Reset)
            throw new CutStreamException();
        exchange.Http.Abort();
        return true;
    }
}
