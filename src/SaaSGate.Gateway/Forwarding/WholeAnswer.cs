using SaaSGate.Gateway.Requests;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>Reads answers that are no streams.</summary>
internal static class WholeAnswer
{
    private const int ReadSize = 32 * 1024, FirstBytes = 128 * 1024;

    /// <summary>Refuses what cannot be looked into.</summary>
    /// <exception cref="InspectionException">It came compressed.</exception>
    public static void RequireIdentity(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
            throw new InspectionException("Claude's answer came compressed, though identity was asked for.");
    }

    /// <summary>The whole body, null when Claude broke off. The caller disposes it.</summary>
    /// <param name="answer">Its head.</param>
    /// <param name="options">How large it may be.</param>
    /// <param name="cancellation">The client has gone, or the exchange was cut.</param>
    /// <param name="shares">Memory for bodies, of all tenants together; null where the answer is to SaaSGate itself.</param>
    /// <param name="organisation">Whose it is.</param>
    /// <exception cref="InspectionException">It is compressed, or larger than is taken, or there is no memory for it.</exception>
    public static async Task<PooledBody?> ReadAsync(HttpResponseMessage answer, GatewayOptions options, CancellationToken cancellation, FairShares? shares = null, string organisation = "")
    {
        RequireIdentity(answer);
        var length = answer.Content.Headers.ContentLength;
        if (length > options.MaxResponseBytes)
            throw TooLarge();
        // One byte more than is expected, or allowed, tells the end without growing, or that it goes on.
        var most = Math.Min(options.MaxResponseBytes, Array.MaxLength - 1) + 1;
        // An announced length is only a word: beyond the first bytes memory grows with what comes.
        var body = new PooledBody(length is { } known ? (int)Math.Min(known + 1, FirstBytes) : ReadSize, shares, organisation);
        try
        {
            await using var source = await answer.Content.ReadAsStreamAsync(cancellation);
            while (true)
            {
                var rest = body.Rest(most);
                if (rest.IsEmpty)
                    throw new InspectionException("The memory for answers is used up, or the organisation's share of it.");
                if (await ReadAsync(source.ReadAsync(rest, cancellation), cancellation) is not { } read)
                    break;
                if (read == 0)
                    return body;
                body.Advance(read);
                if (body.Length > options.MaxResponseBytes)
                    throw TooLarge();
            }
            body.Dispose();
            return null;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Bytes read, 0 at the end, null when Claude broke off.</summary>
    public static async ValueTask<int?> ReadAsync(ValueTask<int> reading, CancellationToken cancellation)
    {
        try
        {
            return await reading;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static InspectionException TooLarge() => new("Claude's answer is larger than this gateway inspects.");
}
