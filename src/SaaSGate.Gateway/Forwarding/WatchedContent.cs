using System.Net;
using System.Runtime.InteropServices;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>
/// A body whose sending is watched: the lease is looked at before each piece (promise 3). It is a <see cref="ByteArrayContent"/> because the stack takes contents of unknown kinds for duplex: it would return
/// Claude's early answer while it still sends from memory that is then given back.
/// </summary>
internal sealed class WatchedContent : ByteArrayContent
{
    private const int PieceSize = 256 * 1024;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly bool _once;
    private readonly LiveExchange _live;
    private readonly Lease _lease;
    private readonly Action<bool>? _before;
    private int _sent;

    /// <summary>Takes a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="once">
    /// Whether it can be sent once. The HTTP stack repeats a request when a pooled connection dies under it; an approval is for one attempt, so then the
    /// repeat fails instead.
    /// </param>
    /// <param name="live">The exchange, which is cut where the lease has run out.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="before">Called before each piece with whether it is the last, behind which Claude has it all; by throwing it keeps the piece back.</param>
    public WatchedContent(ReadOnlyMemory<byte> body, bool once, LiveExchange live, Lease lease, Action<bool>? before)
        : this(body, MemoryMarshal.TryGetArray(body, out var array) ? array : body.ToArray(), once, live, lease, before)
    {
    }

    private WatchedContent(ReadOnlyMemory<byte> body, ArraySegment<byte> array, bool once, LiveExchange live, Lease lease, Action<bool>? before)
        : base(array.Array!, array.Offset, array.Count) => (_body, _once, _live, _lease, _before) = (body, once, live, lease, before);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _sent, 1) == 1 && _once)
            throw new HttpRequestException("An approved request is sent once and never repeated.");
        var rest = _body;
        do
        {
            var piece = rest[..Math.Min(rest.Length, PieceSize)];
            rest = rest[piece.Length..];
            _live.Require(_lease);
            _before?.Invoke(rest.IsEmpty);
            await stream.WriteAsync(piece, cancellationToken);
        }
        while (!rest.IsEmpty);
    }
}
