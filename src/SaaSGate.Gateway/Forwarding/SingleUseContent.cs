using System.Net;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>
/// A body that can be sent once. The HTTP stack repeats a request when a pooled connection dies under it; an approval is for
/// one attempt, so here the repeat fails instead.
/// </summary>
internal sealed class SingleUseContent(ReadOnlyMemory<byte> body) : HttpContent
{
    private int _sent;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        if (Interlocked.Exchange(ref _sent, 1) == 1)
            throw new HttpRequestException("An approved request is sent once and never repeated.");
        await stream.WriteAsync(body);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
