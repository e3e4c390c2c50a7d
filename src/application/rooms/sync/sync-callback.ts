/** The outside system's address for payloads. */
export abstract class SyncCallback {
  /**
   * Posts one body; resolves when the answer is 2xx.
   * @param deliveryId the same for every attempt of one payload
   * @throws DeliveryError for any other answer, a timeout, a refused connection
   */
  abstract post(deliveryId: string, body: string, signal: AbortSignal): Promise<void>;
}
