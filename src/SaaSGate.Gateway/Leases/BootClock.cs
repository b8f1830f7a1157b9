using System.Runtime.InteropServices;

namespace SaaSGate.Gateway.Leases;

/// <summary>
/// The system's clock with timestamps that run on through suspend (CLOCK_BOOTTIME on Linux). .NET's own timestamps stop
/// while the machine sleeps, and a lease must not.
/// </summary>
internal sealed partial class BootClock : TimeProvider
{
    private const int BootTime = 7;

    public override long TimestampFrequency => OperatingSystem.IsLinux() ? 1_000_000_000 : base.TimestampFrequency;

    public override long GetTimestamp()
    {
        if (!OperatingSystem.IsLinux())
            return base.GetTimestamp();
        return GetTime(BootTime, out var time) == 0 ? time.Seconds * 1_000_000_000 + time.Nanoseconds : throw new InvalidOperationException("CLOCK_BOOTTIME cannot be read.");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
