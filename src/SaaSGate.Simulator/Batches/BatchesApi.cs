using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using SaaSGate.Simulator.Answers;
using SaaSGate.Simulator.Messages;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Batches;

/// <summary><c>/v1/messages/batches</c>, in memory.</summary>
internal sealed class BatchesApi(BatchTempo tempo, MessageReader reader, AnswerBook book, ThinkingSeal seal, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (long Order, Batch Batch)> _batches = new();
    private long _made;

    public Task CreateAsync(Exchange exchange)
    {
        var made = Interlocked.Increment(ref _made);
        var seed = exchange.Seed.For($"batch {made}");
        try
        {
            using var json = JsonDocument.Parse(exchange.Body);
            if (Read(json.RootElement, exchange.Version, seed, out var failure) is not { } lines)
                return exchange.FailAsync(failure!);
            var batch = new Batch(seed.Id("msgbatch_01"), time.GetUtcNow(), tempo.Duration, lines);
            _batches[batch.Id] = (made, batch);
            return ShowAsync(exchange, batch);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return exchange.FailAsync(Failure.BadRequest($"The request body is not valid JSON: {malformed.Message.Split(". ")[0]}"));
        }
    }

    public Task ListAsync(Exchange exchange)
    {
        var (now, origin) = (time.GetUtcNow(), Origin(exchange));
        var newestFirst = _batches.Values.OrderByDescending(entry => entry.Order).Select(entry => entry.Batch).ToList();
        return Page.SendAsync(Page.Of(exchange.Http.Request, newestFirst, batch => batch.Id, (json, batch) => batch.Write(json, now, origin)), exchange);
    }

    public Task GetAsync(Exchange exchange) => Find(exchange) is { } batch ? ShowAsync(exchange, batch) : Missing(exchange);

    public Task CancelAsync(Exchange exchange)
    {
        if (tempo.TakeFailingCancel() is { } failing)
            return exchange.FailAsync(failing);
        if (Find(exchange) is not { } batch)
            return Missing(exchange);
        if (batch.Ended(time.GetUtcNow()))
            return exchange.FailAsync(Failure.BadRequest($"Batch {batch.Id} cannot be canceled because it has already ended."));
        batch.Cancel(time.GetUtcNow(), tempo.CancelTakes);
        return ShowAsync(exchange, batch);
    }

    public Task DeleteAsync(Exchange exchange)
    {
        if (Find(exchange) is not { } batch)
            return Missing(exchange);
        if (!batch.Ended(time.GetUtcNow()))
            return exchange.FailAsync(Failure.BadRequest($"Batch {batch.Id} cannot be deleted while it is in progress. Cancel it first."));
        _batches.TryRemove(batch.Id, out _);
        return exchange.JsonAsync(new WireWriter().Raw("{\"id\":"u8).Text(batch.Id).Raw(",\"type\":\"message_batch_deleted\"}"u8).Written);
    }

    /// <summary>One line of JSON for each request of the batch.</summary>
    public Task ResultsAsync(Exchange exchange)
    {
        if (Find(exchange) is not { } batch)
            return Missing(exchange);
        if (!batch.Ended(time.GetUtcNow()))
            return exchange.FailAsync(Failure.NotFound($"Batch {batch.Id} has no available results."));
        var json = new WireWriter(4096);
        foreach (var line in batch.Lines)
        {
            json.Raw("{\"custom_id\":"u8).Text(line.CustomId)
                .Raw(",\"result\":"u8).Raw(batch.Cancelled ? "{\"type\":\"canceled\"}" : line.Result)
                .Raw("}\n"u8);
        }

        exchange.Http.Response.Headers.ContentDisposition = $"attachment; filename*=utf-8''{batch.Id}_results.jsonl";
        return exchange.SendAsync(json.Written, "application/x-jsonl");
    }

    private List<BatchLine>? Read(JsonElement root, string version, Seed seed, out Failure? failure)
    {
        failure = null;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("requests", out var requests))
            failure = Failure.BadRequest("requests: Field required");
        else if (requests.ValueKind != JsonValueKind.Array || requests.GetArrayLength() == 0)
            failure = Failure.BadRequest("requests: List should have at least 1 item after validation, not 0");
        else
            return Lines(requests, version, seed, out failure);
        return null;
    }

    private List<BatchLine>? Lines(JsonElement requests, string version, Seed seed, out Failure? failure)
    {
        var lines = new List<BatchLine>();
        var names = new HashSet<string>();
        foreach (var (i, request) in requests.EnumerateArray().Index())
        {
            if (!request.TryGetProperty("custom_id", out var name) || !request.TryGetProperty("params", out var parameters))
            {
                failure = Failure.BadRequest($"requests.{i}: `custom_id` and `params` are required");
                return null;
            }

            if (!names.Add(name.GetString()!))
            {
                failure = Failure.BadRequest($"requests: custom_id must be unique, found duplicate \"{name.GetString()}\"");
                return null;
            }

            lines.Add(Answer(name.GetString()!, parameters, version, seed.For($"line {i}")));
        }

        failure = null;
        return lines;
    }

    private BatchLine Answer(string customId, JsonElement parameters, string version, Seed seed)
    {
        var (request, failure) = reader.Read(parameters, version);
        Plan? plan = null;
        if (request is not null)
            (plan, failure) = book.Choose(request, seed);
        switch (plan)
        {
            case Plan.Message message:
                var json = MessageJson.Write(request!, message.Answer, seed.Id("msg_01"), seal, tier: "batch").Written;
                return new BatchLine(customId, $"{{\"type\":\"succeeded\",\"message\":{Encoding.UTF8.GetString(json.Span)}}}", Errored: false);
            case Plan.Fail fail:
                failure = fail.Failure;
                break;
        }

        failure ??= Failure.BadRequest("simulator: a batch has no recorded answers");
        var body = Encoding.UTF8.GetString(failure.Body(seed.Id("req_011C")).Span);
        return new BatchLine(customId, $"{{\"type\":\"errored\",\"error\":{body}}}", Errored: true);
    }

    private Batch? Find(Exchange exchange) => _batches.TryGetValue((string)exchange.Http.Request.RouteValues["id"]!, out var entry) ? entry.Batch : null;

    private Task ShowAsync(Exchange exchange, Batch batch)
    {
        var json = new WireWriter();
        batch.Write(json, time.GetUtcNow(), Origin(exchange));
        return exchange.JsonAsync(json.Written);
    }

    private static Task Missing(Exchange exchange) =>
        exchange.FailAsync(Failure.NotFound($"Batch {exchange.Http.Request.RouteValues["id"]} not found"));

    private static string Origin(Exchange exchange) => $"{exchange.Http.Request.Scheme}://{exchange.Http.Request.Host}";
}
