using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SaaSGate.TestKit;

/// <summary>A mail server of one test over real sockets: STARTTLS or TLS at once, AUTH PLAIN, and answers that a test can spoil.</summary>
public sealed class SmtpListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _implicitTls;
    private readonly Task _accepting;

    /// <summary>Listens.</summary>
    /// <param name="implicitTls">Whether TLS begins at once; else it is offered.</param>
    public SmtpListener(bool implicitTls)
    {
        _implicitTls = implicitTls;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Of <c>localhost</c>.</summary>
    public X509Certificate2 Certificate { get; } = LocalCertificate.Create();

    /// <summary>What was taken.</summary>
    public ConcurrentQueue<ReceivedMail> Mails { get; } = new();

    /// <summary>What is said to a recipient instead of 250, such as <c>550 5.1.1 No such user</c>.</summary>
    public string? RefuseRecipients { get; set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _accepting;
        _listener.Dispose();
        Certificate.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_implicitTls)
                    stream = await SecureAsync(stream);
                await TalkAsync(stream, _implicitTls);
            }
            catch (Exception over) when (over is IOException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _closing.Token);
        return tls;
    }

    private async Task TalkAsync(Stream stream, bool secure)
    {
        var (from, to, signedIn) = ("", new List<string>(), (string?)null);
        await SayAsync(stream, "220 localhost ready");
        while (await ReadLineAsync(stream) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    await SayAsync(stream, secure ? "250-localhost\r\n250-8BITMIME\r\n250 AUTH PLAIN" : "250-localhost\r\n250-8BITMIME\r\n250 STARTTLS");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 go");
                    (stream, secure) = (await SecureAsync(stream), true);
                    break;
                case "AUTH":
                    var parts = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2])).Split('\0');
                    signedIn = parts[2] == "right" ? parts[1] : null;
                    await SayAsync(stream, signedIn is null ? "535 5.7.8 no" : "235 2.7.0 yes");
                    break;
                case "MAIL":
                    (from, to) = (Address(line), []);
                    await SayAsync(stream, "250 ok");
                    break;
                case "RCPT":
                    if (RefuseRecipients is null)
                        to.Add(Address(line));
                    await SayAsync(stream, RefuseRecipients ?? "250 ok");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go");
                    var data = new StringBuilder();
                    while (await ReadLineAsync(stream) is { } text && text != ".")
                        data.Append(text.StartsWith("..", StringComparison.Ordinal) ? text[1..] : text).Append("\r\n");
                    Mails.Enqueue(new(from, to, data.ToString(), secure, signedIn));
                    await SayAsync(stream, "250 2.0.0 taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 ok");
                    break;
            }
        }
    }

    private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

    private async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _closing.Token);

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _closing.Token) == 1)
        {
            if (one[0] == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        return null;
    }
}
