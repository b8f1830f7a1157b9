using System.Net;
using System.Runtime.InteropServices;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>
/// A body that can be sent once. The HTTP stack repeats a request when a pooled connection dies under it; an approval is for
/// one attempt, so here the repeat fails instead. It is a <see cref="ByteArrayContent"/> because the stack takes contents of
/// unknown kinds for duplex: it would return Claude's early answer while it still sends from memory that is then given back.
/// </summary>
internal sealed class SingleUseContent : ByteArrayContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private int _sent;

    public SingleUseContent(ReadOnlyMemory<byte> body)
        : this(body, MemoryMarshal.TryGetArray(body, out var array) ? array : body.ToArray())
    {
    }

    private SingleUseContent(ReadOnlyMemory<byte> body, ArraySegment<byte> array)
        : base(array.Array!, array.Offset, array.Count) => _body = body;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _sent, 1) == 1)
            throw new HttpRequestException("An approved request is sent once and never repeated.");
        await stream.WriteAsync(_body, cancellationToken);
    }
}
