using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.ControlPlane.Http;

/// <summary>Refuses the character NUL in whatever a caller sent as text: PostgreSQL cannot keep it, and no text needs it.</summary>
internal sealed class TextGuard : IEndpointFilter
{
    private const string Refusal = "The character NUL cannot stand here.";
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Records = new();

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var errors = new FieldErrors();
        foreach (var (name, values) in context.HttpContext.Request.Query)
            if (values.Any(HasNul))
                errors.Add(name, Refusal);
        foreach (var argument in errors.Any ? [] : context.Arguments)
            Check("body", argument, errors);
        return errors.Any ? ValueTask.FromResult<object?>(errors.ToProblem()) : next(context);
    }

    private static void Check(string field, object? value, FieldErrors errors)
    {
        if (value is string text ? HasNul(text) : value is IEnumerable<string> texts && texts.Any(HasNul))
            errors.Add(field, Refusal);
        else if (value is not (null or string))
            foreach (var property in Records.GetOrAdd(value.GetType(), PropertiesOf))
                Check(JsonNamingPolicy.CamelCase.ConvertName(property.Name), property.GetValue(value), errors);
    }

    /// <summary>Of records of the API, which have a method of this name; arguments that are services have none to look into.</summary>
    private static PropertyInfo[] PropertiesOf(Type type) =>
        type.Assembly == typeof(TextGuard).Assembly && type.GetMethod("<Clone>$") is not null ? type.GetProperties() : [];

    private static bool HasNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
