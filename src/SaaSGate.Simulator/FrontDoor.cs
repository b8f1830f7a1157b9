using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SaaSGate.Simulator.Received;
using SaaSGate.Simulator.Replays;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator;

/// <summary>What happens to each request before it reaches the part that answers it, in this order: read, remember, check, replay.</summary>
internal sealed class FrontDoor(SimulatorOptions options, ReceivedRequests received, ReplayQueue replays, TimeProvider time)
{
    private static readonly Seed NoSeed = Seed.Of(new byte[32]);
    private static readonly string NoRequestId = NoSeed.Id("req_011C");
    private readonly HashSet<string> _keys = [.. options.AcceptedKeys];

    /// <summary>A benchmark's stub neither remembers nor needs chance.</summary>
    private readonly bool _countOnly = options is { Fast: true, Remember: ReceivedDetail.Nothing, ReceivedLog: null };

    /// <summary>Wraps the part that answers.</summary>
    public RequestDelegate Guard(Func<Exchange, Task> answer) => async http =>
    {
        // 1. Read the whole request: Claude, too, answers only then.
        var body = await ReadBodyAsync(http.Request, http.RequestAborted);

        // 2. Remember it, in the log file as well, before any byte goes back.
        var (entry, seed) = Remember(http, body);
        try
        {
            // 3. Check size, credential and version; 4. answer from the queue of replays, or else properly.
            var exchange = new Exchange(http, body, seed, entry.RequestId);
            ClaudeHeaders.Identify(http.Response, entry.RequestId);
            if (Refusal(http.Request, body) is { } refusal)
                await exchange.FailAsync(refusal);
            else if (replays.TryTake(out var replay))
                await replay.SendAsync(exchange);
            else
                await answer(exchange);
            // All of it was written: a caller that leaves from here on leaves with the answer.
            received.Settle(entry, http.Response.StatusCode, ReceivedState.Answered);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            received.Settle(entry, http.Response.HasStarted ? http.Response.StatusCode : 0, ReceivedState.Abandoned);
        }
        catch (CutStreamException)
        {
            received.Settle(entry, http.Response.StatusCode, ReceivedState.Answered);
            throw;
        }
    };

    private Failure? Refusal(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (body.Length > options.MaxBodyBytes)
            return Failure.Of(413);
        var key = request.Headers["x-api-key"].ToString();
        var bearer = request.Headers.Authorization.ToString();
        if (key.Length == 0 && bearer.Length == 0)
            return Failure.Of(401)! with { Message = "x-api-key header is required" };
        if (key.Length == 0 && !bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return Failure.Of(401)! with { Message = "Invalid authorization header" };
        if (_keys.Count > 0 && !_keys.Contains(key.Length > 0 ? key : bearer["Bearer ".Length..].Trim()))
            return Failure.Of(401)! with { Message = key.Length > 0 ? "invalid x-api-key" : "Invalid bearer token" };
        return ApiVersion.Refusal(request.Headers["anthropic-version"]);
    }

    private (ReceivedRequest Entry, Seed Seed) Remember(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var request = http.Request;
        if (_countOnly)
            return Counted(request);
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : request.Path + request.QueryString;
        var bodyHash = SHA256.HashData(body.Span);
        var seed = Seed.Of(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{request.Method} {target}\n"), .. bodyHash]));
        var headers = request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? "")).ToArray();
        var entry = new ReceivedRequest(request.Method, target, headers, options.Remember == ReceivedDetail.Everything ? body : null, body.Length,
            Convert.ToHexStringLower(bodyHash), seed.Id("req_011C"), time.GetUtcNow());
        received.Add(entry);
        return (entry, seed);
    }

    private (ReceivedRequest Entry, Seed Seed) Counted(HttpRequest request)
    {
        var entry = new ReceivedRequest(request.Method, "", [], null, 0, "", NoRequestId, default);
        received.Add(entry);
        return (entry, NoSeed);
    }

    /// <summary>Reads up to one byte more than is allowed.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            if (result.IsCompleted || result.Buffer.Length > options.MaxBodyBytes)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
