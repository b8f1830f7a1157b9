using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Simulator.Batches;
using SaaSGate.Simulator.Replays;

namespace SaaSGate.Simulator.Received;

/// <summary>The simulator's own door: what it received, and answers for it to give, for tests that run it as another process.</summary>
internal static class ReceivedEndpoints
{
    public static void MapReceived(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/_simulator");
        own.MapGet("/received", ListAsync);
        own.MapGet("/received/{sequence:long}/body", Body);
        own.MapDelete("/received", Clear);
        own.MapPost("/replays", QueueAsync);
        own.MapPost("/batches", SetBatches);
    }

    /// <summary>JSON lines, oldest first; with <c>?after=N</c> only what came after that sequence.</summary>
    private static async Task ListAsync(HttpContext http, ReceivedRequests received, long after = 0)
    {
        http.Response.ContentType = "application/x-ndjson";
        http.Response.Headers["simulator-total"] = received.Total.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["simulator-dropped"] = received.Dropped.ToString(CultureInfo.InvariantCulture);
        foreach (var request in received.All)
        {
            if (request.Sequence > after)
                await http.Response.BodyWriter.WriteAsync(ReceivedLine.Write(request, outcome: true), http.RequestAborted);
        }
    }

    private static Results<FileContentHttpResult, NotFound> Body(long sequence, ReceivedRequests received) =>
        received.All.FirstOrDefault(request => request.Sequence == sequence)?.Body is { } body
            ? TypedResults.Bytes(body, "application/octet-stream")
            : TypedResults.NotFound();

    private static NoContent Clear(ReceivedRequests received)
    {
        received.Clear();
        return TypedResults.NoContent();
    }

    /// <summary><c>?seconds=N</c>: so long batches take from now on; <c>?failing=N&amp;status=S</c>: so many attempts to cancel fail.</summary>
    private static NoContent SetBatches(BatchTempo tempo, double? seconds = null, double? cancelSeconds = null, int? failing = null, int status = 500)
    {
        tempo.Set(seconds is { } length ? TimeSpan.FromSeconds(length) : null, cancelSeconds is { } takes ? TimeSpan.FromSeconds(takes) : null, failing, status);
        return TypedResults.NoContent();
    }

    /// <summary>The body, its content type and <c>?status=</c> become an answer; <c>?chunk=N</c> cuts it.</summary>
    private static async Task<NoContent> QueueAsync(HttpContext http, ReplayQueue replays, int status = 200, int? chunk = null)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        replays.Add(new ReplayedAnswer(body.ToArray(), http.Request.ContentType ?? "application/json", status, chunk));
        return TypedResults.NoContent();
    }
}
