namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>How a call is meant to go when nothing is killed.</summary>
internal enum CallKind
{
    /// <summary>An event stream, read to its end.</summary>
    Stream,

    /// <summary>A plain call, read to its end.</summary>
    Plain,

    /// <summary>An event stream whose reader hangs up in the middle.</summary>
    HungUp,

    /// <summary>A plain call whose caller hangs up before there is an answer.</summary>
    HungUpEarly,

    /// <summary>An event stream in whose middle Claude breaks off.</summary>
    BrokenOff,
}
