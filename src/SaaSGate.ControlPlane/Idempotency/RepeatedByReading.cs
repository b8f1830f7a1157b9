using Microsoft.AspNetCore.Http;

namespace SaaSGate.ControlPlane.Idempotency;

/// <summary>Of an endpoint whose answer is kept nowhere: a repeated request reads what the first one led to.</summary>
/// <param name="Read">Reads it, as what the caller may see now.</param>
internal sealed record RepeatedByReading(Func<HttpContext, Task<IResult>> Read);
