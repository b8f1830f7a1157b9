using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.Postgres.Exports;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>Sends events to a receiver, and returns when it has them.</summary>
internal sealed class ExportSender(GuardedHttp http, IOptions<ConnectionOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Sends all of them, in order.</summary>
    /// <exception cref="ExportException">It does not have them all.</exception>
    public async Task SendAsync(ExportTarget target, byte[]? secret, IReadOnlyList<ExportEvent> events, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await (target.Kind switch
            {
                "webhook" => PostAsync(target, [.. "["u8, .. Joined(events), .. "]"u8], (request, body) => WebhookSignature.Sign(request, body, secret ?? [], clock.GetUtcNow()), limit.Token),
                "otlp" => PostAsync(target, Logs(events), (request, _) => Authorize(request, secret), limit.Token),
                _ => WriteAsync(target, events, limit.Token),
            });
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or AuthenticationException or System.Net.Sockets.SocketException or FormatException or CryptographicException)
        {
            throw new ExportException(failed.GetBaseException() is ExportException told ? told.Message : $"It cannot be reached: {failed.GetBaseException().Message}", failed);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ExportException("It did not answer in time.");
        }
    }

    /// <summary>RFC 5424, each behind its length as in RFC 6587.</summary>
    public static byte[] Frame(ExportEvent told)
    {
        // Facility 13, log audit; the message is UTF-8 with its mark.
        var severity = told.Severity switch { >= 4 => 4, 3 => 5, _ => 6 };
        var head = string.Create(CultureInfo.InvariantCulture, $"<{(13 * 8) + severity}>1 {told.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} saasgate saasgate - {MessageId(told)} - ");
        byte[] message = [.. Encoding.ASCII.GetBytes(head), 0xEF, 0xBB, 0xBF, .. told.Json];
        return [.. Encoding.ASCII.GetBytes($"{message.Length} "), .. message];
    }

    private static string MessageId(ExportEvent told) => told.Name.Replace(' ', '-');

    private static void Authorize(HttpRequestMessage request, byte[]? secret)
    {
        if (secret is not null)
            request.Headers.TryAddWithoutValidation("Authorization", Encoding.UTF8.GetString(secret));
    }

    private async Task PostAsync(ExportTarget target, byte[] body, Action<HttpRequestMessage, byte[]> prepare, CancellationToken cancellationToken)
    {
        var answer = await http.PostAsync(new(target.Address), target.Authority, body, "application/json", request => prepare(request, body), cancellationToken);
        if (!answer.IsSuccess)
            throw new ExportException($"It answered {answer.Status}.");
    }

    /// <summary>What has no answer is taken when it is written and the connection was closed in order.</summary>
    private async Task WriteAsync(ExportTarget target, IReadOnlyList<ExportEvent> events, CancellationToken cancellationToken)
    {
        var uri = new Uri(target.Address);
        await using var tls = new SslStream(await ExportAddress.ConnectAsync(uri.Host, uri.Port, options.Value.AllowPrivateUpstreams, cancellationToken));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = uri.IdnHost, CertificateChainPolicy = GuardedHttp.ChainPolicy(target.Authority) }, cancellationToken);
        foreach (var told in events)
            await tls.WriteAsync(Frame(told), cancellationToken);
        await tls.FlushAsync(cancellationToken);
        await tls.ShutdownAsync();

        // A receiver that has read all closes too; one that has died resets.
        var rest = new byte[256];
        while (await tls.ReadAsync(rest, cancellationToken) > 0)
        {
        }
    }

    private static byte[] Joined(IReadOnlyList<ExportEvent> events)
    {
        using var joined = new MemoryStream();
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0)
                joined.WriteByte((byte)',');
            joined.Write(events[i].Json);
        }

        return joined.ToArray();
    }

    /// <summary>An ExportLogsServiceRequest in OTLP's JSON.</summary>
    private static byte[] Logs(IReadOnlyList<ExportEvent> events) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["resourceLogs"] = new JsonArray(new JsonObject
        {
            ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Attribute("service.name", "saasgate")) },
            ["scopeLogs"] = new JsonArray(new JsonObject
            {
                ["scope"] = new JsonObject { ["name"] = "saasgate.export" },
                ["logRecords"] = new JsonArray([.. events.Select(told => new JsonObject
                {
                    ["timeUnixNano"] = ((told.At - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture),
                    ["severityNumber"] = told.Severity switch { >= 4 => 17, 3 => 13, _ => 9 },
                    ["body"] = new JsonObject { ["stringValue"] = Encoding.UTF8.GetString(told.Json) },
                    ["attributes"] = new JsonArray(Attribute("event.id", told.Id), Attribute("event.name", told.Name)),
                })]),
            }),
        }),
    }.ToJsonString());

    private static JsonObject Attribute(string key, string value) => new() { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } };
}
