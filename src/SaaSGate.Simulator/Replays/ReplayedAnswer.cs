namespace SaaSGate.Simulator.Replays;

/// <summary>An answer given byte for byte.</summary>
internal sealed record ReplayedAnswer(ReadOnlyMemory<byte> Body, string ContentType, int Status, int? ChunkSize)
{
    /// <summary>Sends the bytes; with a chunk size, in pieces of it, each flushed, so that they are cut at places unrelated to their content.</summary>
    public async Task SendAsync(Exchange exchange)
    {
        if (ChunkSize is not { } size)
        {
            await exchange.SendAsync(Body, ContentType, Status);
            return;
        }

        exchange.Http.Response.StatusCode = Status;
        exchange.Http.Response.ContentType = ContentType;
        await exchange.Http.Response.StartAsync(exchange.Aborted);
        for (var from = 0; from < Body.Length; from += size)
        {
            await exchange.Http.Response.BodyWriter.WriteAsync(Body.Slice(from, Math.Min(size, Body.Length - from)), exchange.Aborted);
            exchange.Aborted.ThrowIfCancellationRequested();
        }
    }
}
