using System.Net;
using System.Text;
using DnsClient;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Looks whether a domain shows an organisation's token, in DNS or in a file that it serves.</summary>
internal sealed class DomainProof(GuardedHttp http, IOptions<FederationOptions> options, IOptions<ConnectionOptions> connections)
{
    public const string RecordPrefix = "_saasgate-challenge.", TextPrefix = "saasgate-domain-verification=";

    private readonly Lazy<LookupClient> _names = new(() => new(Settings(options.Value)));

    /// <summary>Where the TXT record stands.</summary>
    public static string Record(string domain) => RecordPrefix + domain;

    /// <summary>What the TXT record, or a line of the file, says.</summary>
    public static string Text(string token) => TextPrefix + token;

    /// <summary>Where the file is.</summary>
    public string File(string domain) => options.Value.ProofFile.Replace("{domain}", domain, StringComparison.Ordinal);

    /// <summary>Whether a TXT record of the domain says the token.</summary>
    public async Task<bool> IsInDnsAsync(DomainView domain, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _names.Value.QueryAsync(Record(domain.Name), QueryType.TXT, QueryClass.IN, cancellationToken);
            // A text longer than 255 characters comes in pieces (RFC 7208, section 3.3).
            return !answer.HasError && answer.Answers.TxtRecords().Any(record => string.Concat(record.Text).Trim() == Text(domain.Token));
        }
        catch (DnsResponseException)
        {
            return false;
        }
    }

    /// <summary>Whether a line of the domain's file says the token.</summary>
    public async Task<bool> IsInFileAsync(DomainView domain, CancellationToken cancellationToken)
    {
        if (ExportAddress.Normalize("https", File(domain.Name), connections.Value.AllowPrivateUpstreams) is null)
            return false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.Patience);
        try
        {
            var answer = await http.GetAsync(new(File(domain.Name)), options.Value.ProofAuthority, null, patience.Token);
            return answer.IsSuccess && Encoding.UTF8.GetString(answer.Body).Split('\n').Any(line => line.Trim() == Text(domain.Token));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static LookupClientOptions Settings(FederationOptions options)
    {
        var settings = options.NameServers.Length == 0 ? new LookupClientOptions() : new LookupClientOptions([.. options.NameServers.Select(server => IPEndPoint.Parse(server))]);
        settings.UseCache = false;
        settings.Timeout = options.Patience;
        settings.Retries = 1;
        return settings;
    }
}
