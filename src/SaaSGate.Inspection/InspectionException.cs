namespace SaaSGate.Inspection;

/// <summary>
/// An answer cannot be inspected, so nothing more of it may pass. The message says why and holds nothing of the answer.
/// </summary>
public sealed class InspectionException : Exception
{
    /// <summary>Creates the exception without a reason.</summary>
    public InspectionException()
    {
    }

    /// <summary>Creates the exception with a reason free of content.</summary>
    public InspectionException(string message) : base(message)
    {
    }

    /// <summary>
    /// Creates the exception with a reason free of content. <paramref name="innerException"/> must be free of content too.
    /// </summary>
    public InspectionException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
