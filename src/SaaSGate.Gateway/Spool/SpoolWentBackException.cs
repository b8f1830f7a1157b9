namespace SaaSGate.Gateway.Spool;

/// <summary>The disk holds an earlier state of the spool than was shipped from it: a snapshot or backup was put back.</summary>
internal sealed class SpoolWentBackException(string directory)
    : Exception(
        $"The spool in {directory} went back to an earlier state: records that it held are not in it any more. Start the gateway again: it sets this spool aside, and begins another.");
