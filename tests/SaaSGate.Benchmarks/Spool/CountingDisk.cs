using Microsoft.Win32.SafeHandles;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Benchmarks.Spool;

internal sealed class CountingDisk : SpoolDisk
{
    private int syncs;

    public int Syncs => syncs;

    public override void Sync(SafeFileHandle file)
    {
        Interlocked.Increment(ref syncs);
        base.Sync(file);
    }
}
