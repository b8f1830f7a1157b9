using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>Judges a certificate by an authority of the tenant's own, for clients that take no policy.</summary>
internal static class ChainCheck
{
    /// <summary>Whether it leads there and is the host's.</summary>
    /// <param name="certificate">What the other side showed.</param>
    /// <param name="policy">Where it must lead.</param>
    /// <param name="errors">What the system found: a wrong name stays wrong.</param>
    public static bool Leads(X509Certificate? certificate, X509ChainPolicy policy, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain { ChainPolicy = policy };
        return chain.Build(shown);
    }
}
