using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Use;
using ZstdSharp;

namespace SaaSGate.Gateway.Requests;

/// <summary>Reads a whole body, decoded, up to Claude's limit; a compressed bomb stops at the same limit as a plain body.</summary>
internal static class RequestReader
{
    /// <summary>Claude's limit for a request, in bytes, after decoding.</summary>
    public const int MaxBodyBytes = 32 * 1024 * 1024;

    private const int FirstBytes = 128 * 1024;

    /// <summary>The body, or the refusal. The caller disposes the body.</summary>
    /// <param name="request">Of which.</param>
    /// <param name="shares">Memory for bodies, of all tenants together.</param>
    /// <param name="organisation">Who asks.</param>
    /// <param name="cancellation">The client has gone.</param>
    public static async Task<(PooledBody? Body, Problem? Refusal)> ReadAsync(HttpRequest request, FairShares shares, string organisation, CancellationToken cancellation)
    {
        if (request.ContentLength > MaxBodyBytes)
            return (null, GatewayProblems.BodyTooLarge);
        // An announced length is only a word until the bytes are here: a large body's memory grows with it.
        var body = new PooledBody((int)Math.Min(request.ContentLength ?? FirstBytes, FirstBytes), shares, organisation);
        Problem? refusal;
        try
        {
            await using var source = Decode(request);
            refusal = source is null ? GatewayProblems.EncodingUnsupported : await FillAsync(body, source, cancellation);
        }
        catch (BadHttpRequestException broken)
        {
            refusal = broken.StatusCode == StatusCodes.Status413PayloadTooLarge ? GatewayProblems.BodyTooLarge : GatewayProblems.BodyIncomplete;
        }
        catch (Exception undecodable) when (undecodable is InvalidDataException or ZstdException or EndOfStreamException)
        {
            refusal = GatewayProblems.EncodingUnsupported;
        }
        catch (InvalidOperationException) when (EncodingOf(request) == "br")
        {
            // What other streams call invalid data.
            refusal = GatewayProblems.EncodingUnsupported;
        }
        catch
        {
            body.Dispose();
            throw;
        }
        if (refusal is null)
            return (body, null);
        body.Dispose();
        return (null, refusal);
    }

    /// <summary>True for application/json, with any parameters.</summary>
    public static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static Stream? Decode(HttpRequest request) => EncodingOf(request) switch
    {
        "" or "identity" => request.Body,
        "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "zstd" => new DecompressionStream(request.Body, leaveOpen: true),
        _ => null,
    };

    /// <summary>Several, in one header or in more, are none that is known.</summary>
    private static string EncodingOf(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant();

    private static async Task<Problem?> FillAsync(PooledBody body, Stream source, CancellationToken cancellation)
    {
        while (true)
        {
            // One byte more than the limit is read to tell "just fits" from "too large".
            var rest = body.Rest(MaxBodyBytes + 1);
            if (rest.IsEmpty)
                return GatewayProblems.Busy;
            var read = await source.ReadAsync(rest, cancellation);
            if (read == 0)
                return null;
            body.Advance(read);
            if (body.Length > MaxBodyBytes)
                return GatewayProblems.BodyTooLarge;
        }
    }
}
