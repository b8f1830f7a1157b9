using System.Globalization;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>How many random cases a property takes: its own number, times what <c>SAASGATE_CASES</c> is more than 4000.</summary>
internal static class Cases
{
    private static readonly long Asked = long.Parse(Environment.GetEnvironmentVariable("SAASGATE_CASES") ?? "4000", CultureInfo.InvariantCulture);

    public static long Of(long usual) => Math.Max(1, usual * Asked / 4000);
}
