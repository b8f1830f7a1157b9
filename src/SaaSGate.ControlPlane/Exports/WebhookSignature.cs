using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>
/// How receivers of webhooks know that SaaSGate speaks: <c>saasgate-signature: v1=</c> and HMAC-SHA256 in hexadecimal, under the receiver's secret, over the
/// seconds in <c>saasgate-timestamp</c>, a dot and the body.
/// </summary>
internal static class WebhookSignature
{
    public static void Sign(HttpRequestMessage request, byte[] body, byte[] secret, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("saasgate-timestamp", timestamp);
        request.Headers.Add("saasgate-signature", $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body]))}");
    }
}
