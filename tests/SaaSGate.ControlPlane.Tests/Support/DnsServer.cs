using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>A name server on loopback, over UDP (RFC 1035): TXT records that a test sets, and NXDOMAIN for everything else.</summary>
internal sealed class DnsServer : IAsyncDisposable
{
    private const int HeaderLength = 12, Txt = 16, LongestText = 255;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    public DnsServer() => _loop = AnswerAllAsync();

    /// <summary>Texts by name, in small letters.</summary>
    public ConcurrentDictionary<string, string[]> Records { get; } = new();

    public string Address => _socket.Client.LocalEndPoint!.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task AnswerAllAsync()
    {
        try
        {
            while (true)
            {
                var asked = await _socket.ReceiveAsync(_end.Token);
                await _socket.SendAsync(Answer(asked.Buffer), asked.RemoteEndPoint, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] asked)
    {
        var (at, labels) = (HeaderLength, new List<string>());
        while (asked[at] is > 0 and var length)
        {
            labels.Add(Encoding.ASCII.GetString(asked, at + 1, length).ToLowerInvariant());
            at += length + 1;
        }

        var question = asked.AsSpan(HeaderLength, at + 5 - HeaderLength);
        var texts = BinaryPrimitives.ReadUInt16BigEndian(asked.AsSpan(at + 1)) == Txt ? Records.GetValueOrDefault(string.Join('.', labels)) : null;
        using var answer = new MemoryStream();
        answer.Write(asked.AsSpan(0, 2));
        // A response, authoritative, with recursion as it was desired; rcode 3 where there is nothing.
        answer.WriteByte((byte)(0x84 | (asked[2] & 1)));
        answer.WriteByte(texts is null ? (byte)3 : (byte)0);
        answer.Write([0, 1, 0, (byte)(texts?.Length ?? 0), 0, 0, 0, 0]);
        answer.Write(question);
        foreach (var text in texts ?? [])
        {
            var pieces = Encoding.ASCII.GetBytes(text).Chunk(LongestText).ToArray();
            answer.Write([0xc0, HeaderLength, 0, Txt, 0, 1, 0, 0, 0, 60]);
            var size = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)pieces.Sum(piece => piece.Length + 1));
            answer.Write(size);
            foreach (var piece in pieces)
            {
                answer.WriteByte((byte)piece.Length);
                answer.Write(piece);
            }
        }

        return answer.ToArray();
    }
}
