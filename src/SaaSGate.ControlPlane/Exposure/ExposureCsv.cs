using System.Globalization;
using System.Text;
using SaaSGate.Postgres.Exposure;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>A list's report as CSV (RFC 4180), a value's session a line.</summary>
internal static class ExposureCsv
{
    public const string Head = "position,session,skill,skill_id,owner,findings,first_seen,last_seen,first_exchange\r\n";

    public static string Line(ExposureHit hit) => string.Join(
        ',', hit.Position.ToString(CultureInfo.InvariantCulture), hit.SessionId, Quoted(hit.SkillName), hit.SkillId, Quoted(hit.OwnerName),
        hit.Findings.ToString(CultureInfo.InvariantCulture), Time(hit.FirstSeenAt), Time(hit.LastSeenAt), hit.ExchangeId) + "\r\n";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Names are others' words: quoted, and kept from being read as a formula.</summary>
    private static string Quoted(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return new StringBuilder("\"").Append(safe.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();
    }
}
