using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.Simulator.Messages;

/// <summary>Where the bytes of an answer go: flushed as they come, or cut into pieces of one size, or compressed.</summary>
internal sealed class EventSink
{
    private readonly Stream _stream;
    private readonly int? _chunk;
    private readonly ArrayBufferWriter<byte> _held = new();
    private readonly CancellationToken _aborted;

    private EventSink(Stream stream, int? chunk, CancellationToken aborted) => (_stream, _chunk, _aborted) = (stream, chunk, aborted);

    /// <summary>Sends the headers and opens the body.</summary>
    public static async Task<EventSink> OpenAsync(HttpContext http, string contentType, bool gzip, int? chunk)
    {
        http.Response.ContentType = contentType;
        if (gzip)
            http.Response.Headers.ContentEncoding = "gzip";
        await http.Response.StartAsync(http.RequestAborted);
        var body = http.Response.Body;
        return new EventSink(gzip ? new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true) : body, chunk, http.RequestAborted);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_chunk is not { } size)
        {
            await SendAsync(bytes);
            return;
        }

        _held.Write(bytes.Span);
        var from = 0;
        for (; _held.WrittenCount - from >= size; from += size)
            await SendAsync(_held.WrittenMemory.Slice(from, size));
        var rest = _held.WrittenMemory[from..].ToArray();
        _held.ResetWrittenCount();
        _held.Write(rest);
    }

    /// <summary>Sends what is held back because it does not fill a piece.</summary>
    public async ValueTask FlushAsync()
    {
        if (_held.WrittenCount > 0)
            await SendAsync(_held.WrittenMemory);
        _held.ResetWrittenCount();
    }

    /// <summary>Writes the end of compressed content. Not called when the answer is cut.</summary>
    public async ValueTask CompleteAsync()
    {
        await FlushAsync();
        if (_stream is GZipStream)
            await _stream.DisposeAsync();
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        _aborted.ThrowIfCancellationRequested();
        await _stream.WriteAsync(bytes, _aborted);
        await _stream.FlushAsync(_aborted);
    }
}
