namespace SaaSGate.Simulator.Wire;

/// <summary>
/// Ends an answer that has begun without its proper end: Kestrel sends what was written, no final chunk, and closes the connection. That is what a
/// truncated stream looks like to a client; there is no other way to ask for it.
/// </summary>
internal sealed class CutStreamException : Exception
{
    public CutStreamException()
        : base("The stream was cut on purpose.")
    {
    }
}
