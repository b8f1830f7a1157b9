using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Idempotency;

namespace SaaSGate.ControlPlane.Idempotency;

/// <summary>
/// A POST with an <c>Idempotency-Key</c> is carried out once; sent again it gets the first answer. Refusals are not kept:
/// what was refused may be tried again with the same key. It is carried out to the end though its client leaves.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyStore store, KeyVault vault, IOptions<JsonOptions> json, TimeProvider clock) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";
    private const int LongestKey = 255;
    internal static readonly TimeSpan RenewEvery = IdempotencyStore.Lost / 6;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var key = http.Request.Headers[Header].ToString();
        if (key.Length == 0 || !HttpMethods.IsPost(http.Request.Method) || http.User.FindFirst(CallerClaims.Actor) is null)
            return await next(context);
        if (key.Length > LongestKey)
            return FieldErrors.One(Header, $"At most {LongestKey} characters fit here.");

        var caller = Caller.From(http.User);
        var hash = await HashAsync(http.Request, http.RequestAborted);
        var (claim, earlier) = await store.ClaimAsync(caller.OrganisationId, caller.ActorId, key, hash, http.RequestAborted);
        if (claim is null)
            return await RepeatAsync(earlier, hash, http);

        GoOnWithoutTheClient(context);
        using var over = new CancellationTokenSource();
        var keeping = KeepAsync(claim, over.Token);
        IdempotentAnswer? answer = null;
        var failed = true;
        object? result;
        try
        {
            result = await next(context);
            answer = AnswerOf(result, http);
            failed = false;
        }
        finally
        {
            await over.CancelAsync();
            await keeping;
            if (failed || answer is null)
                await store.ReleaseAsync(claim, CancellationToken.None);
        }

        // Should this fail, the key stays taken for a while: the work is done, and is not to be done again at once.
        if (answer is not null)
            await store.CompleteAsync(claim, answer, CancellationToken.None);
        return result;
    }

    /// <summary>Renews the claim for as long as the work takes.</summary>
    private async Task KeepAsync(IdempotencyClaim claim, CancellationToken over)
    {
        using var timer = new PeriodicTimer(RenewEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                try
                {
                    await store.RenewAsync(claim, CancellationToken.None);
                }
                catch (Exception)
                {
                    // Such as when the database is away: the next time may do, and what became of the work is for the work to say.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }

    /// <summary>A client that leaves may leave after the work was done: it is carried out to the end, so that the same request gets the answer when it comes again.</summary>
    private static void GoOnWithoutTheClient(EndpointFilterInvocationContext context)
    {
        context.HttpContext.RequestAborted = CancellationToken.None;
        for (var at = 0; at < context.Arguments.Count; at++)
            if (context.Arguments[at] is CancellationToken)
                context.Arguments[at] = CancellationToken.None;
    }

    private static async Task<IResult> RepeatAsync(IdempotencyRow? earlier, byte[] hash, HttpContext http)
    {
        // It let go of the key just now.
        if (earlier is null)
            return (ProblemResult)PortalProblems.IdempotencyInProgress;
        if (!CryptographicOperations.FixedTimeEquals(earlier.RequestHash, hash))
            return (ProblemResult)PortalProblems.IdempotencyKeyReused;
        if (earlier.Status is not { } status)
            return (ProblemResult)PortalProblems.IdempotencyInProgress;
        if (ReadingOf(http) is { } reading)
            return await reading.Read(http);
        return earlier.Secret ? (ProblemResult)PortalProblems.SecretShownOnce : new RepeatedResult(status, earlier.Headers, earlier.Body);
    }

    private IdempotentAnswer? AnswerOf(object? result, HttpContext http)
    {
        var inner = result is INestedHttpResult nested ? nested.Result : result;
        if (inner is not IStatusCodeHttpResult { StatusCode: >= 200 and < 300 and var status })
            return null;
        var value = (inner as IValueHttpResult)?.Value;
        var secret = value is IShownOnce;
        var headers = new Dictionary<string, string>();
        if (http.Response.Headers.ETag is [{ } tag])
            headers["ETag"] = tag;
        if (inner.GetType().GetProperty("Location")?.GetValue(inner) is string location)
            headers["Location"] = location;
        return new(
            status,
            JsonSerializer.Serialize(headers),
            value is null || secret || ReadingOf(http) is not null ? null : JsonSerializer.Serialize(value, value.GetType(), json.Value.SerializerOptions),
            secret);
    }

    private static RepeatedByReading? ReadingOf(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<RepeatedByReading>();

    /// <summary>Keyed, since bodies hold credentials that could be guessed at. Binding has read the body; it is there once more because <see cref="BodyBuffering"/> kept it.</summary>
    private async Task<byte[]> HashAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, vault.DeriveKey(VaultPurpose.Idempotency));
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        request.Body.Position = 0;
        var buffer = new byte[8192];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
            hash.AppendData(buffer, 0, read);
        return hash.GetHashAndReset();
    }

    private sealed class RepeatedResult(int status, JsonElement? headers, JsonElement? body) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            foreach (var header in headers?.EnumerateObject() ?? default)
                httpContext.Response.Headers[header.Name] = header.Value.GetString();
            if (body is { } value)
                await httpContext.Response.WriteAsJsonAsync(value, httpContext.RequestAborted);
        }
    }
}
