using SaaSGate.Gateway.Requests;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>Reads answers that are no streams.</summary>
internal static class WholeAnswer
{
    private const int ReadSize = 32 * 1024;

    /// <summary>Refuses what cannot be looked into.</summary>
    /// <exception cref="InspectionException">It came compressed.</exception>
    public static void RequireIdentity(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentEncoding.Any(encoding => encoding != "identity"))
            throw new InspectionException("Claude's answer came compressed, though identity was asked for.");
    }

    /// <summary>The whole body, null when Claude broke off. The caller disposes it.</summary>
    /// <exception cref="InspectionException">It is compressed, or too large.</exception>
    public static async Task<PooledBody?> ReadAsync(HttpResponseMessage answer, GatewayOptions options, CancellationToken cancellation)
    {
        RequireIdentity(answer);
        var length = answer.Content.Headers.ContentLength;
        if (length > options.MaxResponseBytes)
            throw TooLarge();
        // One byte more than is expected, or allowed, tells the end without growing, or that it goes on.
        var most = Math.Min(options.MaxResponseBytes, Array.MaxLength - 1) + 1;
        var body = new PooledBody(length is { } known ? (int)known + 1 : ReadSize);
        try
        {
            await using var source = await answer.Content.ReadAsStreamAsync(cancellation);
            while (await ReadAsync(source.ReadAsync(body.Rest(most), cancellation), cancellation) is { } read)
            {
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
