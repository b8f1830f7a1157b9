using System.Globalization;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Versions as ETags: who edits must have seen what is there.</summary>
internal static class ETags
{
    public static void Set(HttpContext context, long version) => context.Response.Headers.ETag = Of(version);

    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads <c>If-Match</c>; the problem says that it is missing, or can match nothing.</summary>
    public static ProblemResult? TryReadIfMatch(string? ifMatch, out long version)
    {
        version = 0;
        if (string.IsNullOrWhiteSpace(ifMatch))
            return PortalProblems.PreconditionNeeded;
        return long.TryParse(ifMatch.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out version) ? null : (ProblemResult)PortalProblems.ChangedMeanwhile;
    }
}
