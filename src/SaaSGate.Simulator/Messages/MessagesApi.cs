using System.Collections.Concurrent;
using SaaSGate.Simulator.Answers;
using SaaSGate.Simulator.Replays;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary><c>POST /v1/messages</c> and <c>/v1/messages/count_tokens</c>.</summary>
internal sealed class MessagesApi(
    SimulatorOptions options, MessageReader reader, AnswerBook book, ThinkingSeal seal, FastAnswers fast, RecordedExchanges recorded, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, int> _failed = new();

    public async Task CreateAsync(Exchange exchange)
    {
        if (options.Fast || FastAnswers.Asked(exchange.Body.Span))
        {
            await fast.SendAsync(exchange);
            return;
        }

        var (request, failure) = reader.Read(exchange.Body, exchange.Version);
        if (request is null)
        {
            await exchange.FailAsync(failure!);
            return;
        }

        ClaudeHeaders.RateLimits(exchange.Http.Response, time.GetUtcNow(), request.InputTokens);
        var (plan, mistake) = book.Choose(request, exchange.Seed);
        await (plan is null ? exchange.FailAsync(mistake!) : FollowAsync(exchange, request, plan));
    }

    public Task CountAsync(Exchange exchange)
    {
        var (request, failure) = reader.Read(exchange.Body, exchange.Version, countOnly: true);
        return request is null
            ? exchange.FailAsync(failure!)
            : exchange.JsonAsync(new WireWriter().Raw("{\"input_tokens\":"u8).Number(request.InputTokens).Raw("}"u8).Written);
    }

    private async Task FollowAsync(Exchange exchange, MessageRequest request, Plan plan)
    {
        switch (plan)
        {
            case Plan.Fail { Times: { } times } once when _failed.AddOrUpdate(exchange.RequestId, 1, (_, n) => n + 1) > times:
                await FollowAsync(exchange, request, once.Afterwards);
                break;
            case Plan.Fail { Failure: var failure }:
                await exchange.FailAsync(failure);
                break;
            case Plan.Replay { Id: var id, Chunk: var chunk }:
                var answer = await recorded.FindAsync(id, chunk, exchange.Aborted);
                await (answer?.SendAsync(exchange) ?? exchange.FailAsync(Failure.BadRequest($"simulator: nothing recorded as \"{id}\"")));
                break;
            case Plan.Message message:
                if (message.Delivery.FirstByte > TimeSpan.Zero)
                    await Task.Delay(message.Delivery.FirstByte, time, exchange.Aborted);
                await (request.Stream
                    ? new MessageStream(exchange, request, message.Answer, message.Delivery, seal, time).RunAsync()
                    : PlainAsync(exchange, request, message));
                break;
        }
    }

    /// <summary>One JSON document. What would go wrong in mid-stream is an error instead, or a body that ends half-way.</summary>
    private async Task PlainAsync(Exchange exchange, MessageRequest request, Plan.Message message)
    {
        var delivery = message.Delivery;
        if (delivery.Fault?.Error is { } failure)
        {
            await exchange.FailAsync(failure);
            return;
        }

        var json = MessageJson.Write(request, message.Answer, exchange.Seed.Id("msg_01"), seal).Written;
        if (delivery is { Fault: null, Gzip: false, Chunk: null })
        {
            await exchange.JsonAsync(json);
            return;
        }

        var sink = await EventSink.OpenAsync(exchange.Http, "application/json", delivery.Gzip, delivery.Chunk);
        await sink.WriteAsync(delivery.Fault is null ? json : json[..(json.Length / 2)]);
        if (delivery.Fault is null)
            await sink.CompleteAsync();
        else if (delivery.Fault.Reset)
            exchange.Http.Abort();
        else
            throw new CutStreamException();
    }
}
