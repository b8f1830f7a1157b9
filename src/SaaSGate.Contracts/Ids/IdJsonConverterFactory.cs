using System.Text.Json;
using System.Text.Json.Serialization;

namespace SaaSGate.Contracts.Ids;

/// <summary>Writes <see cref="Id{TKind}"/> as a JSON string and refuses text of another kind.</summary>
public sealed class IdJsonConverterFactory : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Id<>);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<TKind> : JsonConverter<Id<TKind>>
        where TKind : struct, IIdKind
    {
        public override Id<TKind> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Id<TKind>.TryParse(reader.GetString(), out var id) ? id : throw new JsonException($"An id of the form {TKind.Prefix}_ and 26 characters is needed here.");

        public override void Write(Utf8JsonWriter writer, Id<TKind> value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
